import { Answer } from './answer.js';
import type { StreamCommands } from './cluster-pipeline.js';
import { OpenEntry, recordsField } from './entry.js';
import type { StreamLimits } from './stream-limits.js';
import type { StreamNames } from './stream-names.js';

/** The kinds of streams, in the order in which they are told: what happened, who asked for it, everything else. */
const lanes = ['events', 'replies', 'signals', 'commands', 'deadCommands'] as const;
export type Lane = (typeof lanes)[number];

/** Commands are acknowledged, claimed and given up one by one, so each is alone in its entry. */
const rules: Record<Lane, { keep: keyof StreamLimits; alone: boolean }> = {
  events: { keep: 'eventEntries', alone: false },
  replies: { keep: 'replyEntries', alone: false },
  signals: { keep: 'signalEntries', alone: false },
  commands: { keep: 'commandEntries', alone: true },
  deadCommands: { keep: 'deadCommandEntries', alone: true },
};

/** Everything that was appended in one turn of the event loop, and how it becomes commands to Redis. */
export class Tick {
  /** Appends and acknowledgements in it. */
  size = 0;
  private readonly entries: Record<Lane, OpenEntry[]> = {
    events: [],
    replies: [],
    signals: [],
    commands: [],
    deadCommands: [],
  };
  /** The entry of each stream that takes the next record. */
  private readonly filling = new Map<string, OpenEntry>();
  private readonly acknowledged: string[] = [];
  private readonly acknowledgement = new Answer();

  constructor(
    private readonly names: StreamNames,
    private readonly limits: StreamLimits,
  ) {}

  append(lane: Lane, stream: string, record: string): Promise<void> {
    this.size += 1;
    const { recordsPerEntry, charactersPerEntry } = this.limits;
    const filling = this.filling.get(stream);
    if (filling?.tryAdd(record, recordsPerEntry, charactersPerEntry)) return filling.answer.promise;
    const entry = new OpenEntry(stream, record);
    if (!rules[lane].alone) this.filling.set(stream, entry);
    this.entries[lane].push(entry);
    return entry.answer.promise;
  }

  acknowledge(entryId: string): Promise<void> {
    this.size += 1;
    this.acknowledged.push(entryId);
    return this.acknowledgement.promise;
  }

  /**
   * Queues all of it in `pipeline`. Acknowledgements come last: cut off anywhere before them, the command is
   * executed again and nothing that it brought about is missing.
   * @returns who waits for which command's answer, by the command's place in the pipeline
   */
  addTo(pipeline: StreamCommands): (Answer | undefined)[] {
    const answers: (Answer | undefined)[] = [];
    for (const lane of lanes) {
      for (const entry of this.entries[lane]) {
        const keep = this.limits[rules[lane].keep];
        pipeline.xadd(entry.stream, 'MAXLEN', '~', keep, '*', recordsField, entry.toString());
        answers.push(entry.answer);
        if (lane !== 'replies') continue;
        pipeline.expire(entry.stream, this.limits.replySeconds);
        answers.push(undefined);
      }
    }
    if (this.acknowledged.length > 0) {
      // Cut off between the two, what is pending and no more there is forgotten when somebody claims it.
      pipeline.xdel(this.names.commands, ...this.acknowledged);
      pipeline.xack(this.names.commands, this.names.commandsGroup, ...this.acknowledged);
      answers.push(undefined, this.acknowledgement);
    }
    return answers;
  }

  /** Tells everybody who waits that it came to nothing. */
  fail(error: Error): void {
    for (const lane of lanes) for (const { answer } of this.entries[lane]) answer.settle(error);
    this.acknowledgement.settle(error);
  }
}
