/** Does the work; a first Ctrl-C or SIGTERM rejects, so that what must be undone is, and a second one ends the process as usual. */
export async function untilInterrupted(work: () => Promise<void>): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let interrupt = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => (interrupt = () => reject(new Error('interrupted'))));
  for (const signal of signals) process.once(signal, interrupt);
  try {
    await Promise.race([work(), interrupted]);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}
