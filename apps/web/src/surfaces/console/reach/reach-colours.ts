/** From near to far, or from unsuitable to suitable; told apart by lightness too. */
const near = ['#0b6e69', '#3f9f93', '#86c8b8', '#c3e3d6', '#e6f2ec'] as const
const suitable = ['#f1f1ee', '#d9e6c3', '#a9cf8e', '#5fa862', '#1f6f43'] as const

export function bandColours(kind: 'reach' | 'site', count: number): readonly string[] {
  return kind === 'site' ? suitable : near.slice(0, count)
}
