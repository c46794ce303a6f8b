import { type ThemeConfig, theme } from 'antd'
import { fonts, palettes, type ThemeName } from './tokens.ts'

/** The antd theme made from the tokens, so that antd pages look like the rest of the product. */
export function antdTheme(name: ThemeName): ThemeConfig {
  const palette = palettes[name]
  return {
    algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: palette.accent,
      colorLink: palette.accent,
      colorInfo: palette.accent,
      colorSuccess: palette.good,
      colorWarning: palette.level.orange,
      colorError: palette.bad,
      colorBgBase: palette.surface,
      colorBgLayout: palette.bg,
      colorTextBase: palette.text,
      colorTextSecondary: palette.muted,
      colorTextDescription: palette.muted,
      colorTextPlaceholder: palette.muted,
      colorBorder: palette.lineStrong,
      colorBorderSecondary: palette.line,
      fontFamily: fonts.text,
      fontFamilyCode: fonts.mono,
      fontSize: 14,
      colorPrimaryBg: palette.accentSoft,
      colorPrimaryBgHover: palette.accentSoft,
      controlItemBgActive: palette.accentSoft,
      borderRadius: 6,
      wireframe: false,
    },
    components: {
      Table: {
        headerBg: palette.bg,
        headerColor: palette.muted,
        cellPaddingBlock: 8,
        cellPaddingBlockMD: 8,
        cellPaddingBlockSM: 4,
        // What an empty table says is to be read.
        colorTextDisabled: palette.muted,
      },
      Layout: { headerBg: palette.surface, siderBg: palette.surface, bodyBg: palette.bg },
      Menu: { itemSelectedBg: palette.accentSoft, itemSelectedColor: palette.accent },
    },
  }
}
