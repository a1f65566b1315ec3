// The terminal of `npm start` and `npm test`, before and after there is anything compiled.

/** Lines that wait for the end of the step that is being shown. */
let held;

/** Prints a line, not into the middle of a step but after it. */
export function say(line) {
  if (held) held.push(line);
  else console.log(line);
}

/**
 * Shows what is done while it takes its time: `installing packages … 12 s`; on a terminal the seconds count up. What was
 * said meanwhile follows, unless the work fails: then its error says what matters.
 */
export async function step(label, work) {
  const { stdout } = process;
  const began = Date.now();
  const elapsed = () => {
    const seconds = (Date.now() - began) / 1000;
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  };
  const rewind = stdout.isTTY ? `\r${label} … ` : '';
  const clock = stdout.isTTY ? setInterval(() => stdout.write(rewind + elapsed()), 1000) : undefined;
  const lines = (held = []);
  stdout.write(`${label} … `);
  try {
    const result = await work();
    stdout.write(`${rewind}${elapsed()}\n`);
    for (const line of lines) console.log(line);
    return result;
  } catch (error) {
    stdout.write('failed\n');
    throw error;
  } finally {
    clearInterval(clock);
    held = undefined;
  }
}
