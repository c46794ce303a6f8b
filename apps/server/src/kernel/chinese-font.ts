import { existsSync } from 'node:fs'
import { Problem } from './problem.ts'

/** Fonts with Chinese characters as systems install them: a file, and the face in it when it holds several. */
const fonts: ReadonlyArray<readonly [file: string, face?: string]> = [
  ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/truetype/wqy/wqy-microhei.ttc', 'WenQuanYiMicroHei'],
]

/** The font PDFs embed their characters from; a Problem when the machine has none. */
export function requireChineseFont(): readonly [file: string, face?: string] {
  const found = fonts.find(([file]) => existsSync(file))
  if (found) return found
  throw new Problem('unavailable', 'no-font', '服务器没有中文字体（如 Noto Sans CJK），请安装后再导出 PDF。')
}
