/** Shows what is done while it takes its time: `installing packages … 12 s`. On a terminal the seconds count up. */
export async function step(label, work) {
  const { stdout } = process;
  const began = Date.now();
  const elapsed = () => {
    const seconds = (Date.now() - began) / 1000;
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  };
  const rewind = stdout.isTTY ? `\r${label} … ` : '';
  stdout.write(`${label} … `);
  const clock = stdout.isTTY ? setInterval(() => stdout.write(rewind + elapsed()), 1000) : undefined;
  try {
    const result = await work();
    stdout.write(`${rewind}${elapsed()}\n`);
    return result;
  } catch (error) {
    stdout.write('failed\n');
    throw error;
  } finally {
    clearInterval(clock);
  }
}
