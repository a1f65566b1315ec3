const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** The time of day of a moment. */
export function timeOfDay(iso: string): string {
  return clock.format(new Date(iso));
}
