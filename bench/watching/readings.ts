/** What one unit has used until now. */
export interface Reading {
  /** Processor time, its children's that have ended included, seconds. */
  readonly cpuSeconds: number;
  /** Resident memory, MB. */
  readonly memoryMb: number;
}

/** Unit -> reading. */
export type Readings = Readonly<Record<string, Reading>>;

/** Services that are there for the monitoring alone. */
const WATCHING = '^(prometheus|site-facts|send-journal@|receive-journals)';
/** Linux counts in hundredths of a second (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** A shell script that prints a line for each such unit: its name, ticks, kB. */
export const READ_UNITS = `systemctl list-units --type=service --state=running --plain --no-legend | awk '{ print $1 }' |
while read -r unit; do
  echo "$unit" | grep -qE '${WATCHING}' || continue
  pid=$(systemctl show -p MainPID --value "$unit")
  sed 's/.*) //' "/proc/$pid/stat" | awk -v unit="$unit" -v kb="$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status")" '{ print unit, $12 + $13 + $14 + $15, kb }'
done`;

export function parseReadings(output: string): Readings {
  const lines = output.trim().split('\n').filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const [unit, ticks, kb] = line.split(' ');
      return [
        unit!.replace('.service', ''),
        { cpuSeconds: Number(ticks) / TICKS_PER_SECOND, memoryMb: Number(kb) / 1000 },
      ];
    }),
  );
}
