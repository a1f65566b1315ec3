export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEY = 'besage:theme';

/** What was chosen; by default what the system has. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return themes.find((theme) => theme === kept) ?? 'system';
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme();
}

/** `tokens.css` does the rest. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = chosenTheme();
}
