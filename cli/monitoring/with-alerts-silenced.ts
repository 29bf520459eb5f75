import { SETTLING, type Silence, type AlertSilences } from './alert-silences';

/** How long a silence outlives a command that vanished, and how often one that lives renews it, seconds. */
const LEASE = 300;
const RENEWAL = 100;

/**
 * Does the work while alerts that it makes fire by itself are silent. Work that fails ends the silence at once, so that the alerts tell. An
 * Alertmanager that does not answer is a warning and stops nothing.
 */
export async function withAlertsSilenced(
  work: () => Promise<void>,
  silence: Silence,
  silences: AlertSilences,
  warn: (line: string) => void,
): Promise<void> {
  if (!silences.possible) return work();
  let id: string | undefined;
  let last: Promise<void> = Promise.resolve();
  /** One after the other: a renewal on its way must not come after the end. */
  const next = (step: () => Promise<void>) =>
    (last = last
      .then(step)
      .catch((error: Error) => warn(`warning: the monitoring cannot be told: ${lastLine(error)}`)));
  const holdFor = (seconds: number) => next(async () => void (id = await silences.set(silence, seconds, id)));

  await holdFor(LEASE);
  if (id === undefined) return work();
  const renewing = setInterval(() => void holdFor(LEASE), RENEWAL * 1000);
  try {
    await work().finally(() => clearInterval(renewing));
  } catch (error) {
    await next(() => silences.end(id!));
    throw error;
  }
  await holdFor(SETTLING);
}

function lastLine(error: Error): string {
  return error.message.trim().split('\n').at(-1)!;
}
