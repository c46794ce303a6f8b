import { createContext, type ReactNode, useContext, useLayoutEffect } from 'react'
import { type Palette, palettes, type ThemeName, themeVariables } from './tokens.ts'

const ThemeContext = createContext<ThemeName>('light')

/** Puts a theme on the whole page and tells the components below which one it is. */
export function ThemeRoot({ theme, children }: { theme: ThemeName; children: ReactNode }) {
  useLayoutEffect(() => applyTheme(theme), [theme])
  return <ThemeContext value={theme}>{children}</ThemeContext>
}

/** Writes the theme’s variables on the document root. */
export function applyTheme(theme: ThemeName): void {
  const root = document.documentElement
  for (const [name, value] of Object.entries(themeVariables(theme))) root.style.setProperty(name, value)
  root.style.colorScheme = theme
  root.dataset.theme = theme
}

/** The theme of the moment and its colours, for canvases. */
export function useTheme(): { name: ThemeName; palette: Palette } {
  const name = useContext(ThemeContext)
  return { name, palette: palettes[name] }
}
