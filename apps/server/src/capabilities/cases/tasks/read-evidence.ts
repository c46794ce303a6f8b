import { sm3 } from '../../../kernel/crypto.ts'
import { invalid } from '../../../kernel/problem.ts'
import { isOfType } from '../rules.ts'

export interface Evidence {
  fileName: string
  contentType: string
  /** Base64. */
  content: string
  takenTime?: string
  position?: [number, number]
}

const maxBytes = 6 * 1024 * 1024

/** Decodes a picture and takes its SM3 digest; refuses what is no base64, too large, or not the picture it says it is. */
export function readEvidence({ content: text, contentType }: Evidence): { content: Buffer; sm3: string } {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) throw invalid('/body/content', '照片内容应为 Base64 编码')
  const content = Buffer.from(text, 'base64')
  if (content.length > maxBytes) throw invalid('/body/content', '照片不能超过 6 MB', 'too-large')
  if (!isOfType(content, contentType))
    throw invalid('/body/content', `照片内容不是 ${contentType} 格式`, 'wrong-content')
  return { content, sm3: sm3(content) }
}
