import { Besage, type BesageOptions } from './besage.js';
import { Peer } from './peer.js';
import type { PeerName, Subject, SubjectName } from './subject.js';

/** What runs are put on: Besage, and those of its peers that are asked for. */
export class Subjects {
  readonly besage: Besage;
  readonly #peers = new Map<PeerName, Peer>();

  private constructor(besage: Besage) {
    this.besage = besage;
  }

  /** @throws StartupError when Besage does not come up; Error when a peer does not */
  static async start(peers: readonly PeerName[], options: BesageOptions): Promise<Subjects> {
    const besage = await Besage.start(options);
    const subjects = new Subjects(besage);
    try {
      for (const name of peers) subjects.#peers.set(name, await Peer.start(name, besage));
      return subjects;
    } catch (error) {
      await subjects.stop();
      throw error;
    }
  }

  /** @throws Error when it was not asked for */
  get(name: SubjectName): Subject {
    const subject = name === 'besage' ? this.besage : this.#peers.get(name);
    if (!subject) throw new Error(`${name} was not started.`);
    return subject;
  }

  async stop(): Promise<void> {
    for (const peer of this.#peers.values()) await peer.stop();
    await this.besage.stop();
  }
}
