import type { ReportPhoto } from '@civitas/contract'
import { invalid } from '../../../kernel/problem.ts'

const begins: Record<ReportPhoto['contentType'], (bytes: Buffer) => boolean> = {
  'image/jpeg': (bytes) => bytes.subarray(0, 3).equals(Buffer.of(0xff, 0xd8, 0xff)),
  'image/png': (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  'image/webp': (bytes) =>
    bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
}

/** The bytes of a picture; refused when they are not those of the kind it says it is. */
export function readPhoto(photo: ReportPhoto, path: string): { contentType: string; content: Buffer } {
  const content = Buffer.from(photo.content, 'base64')
  if (!begins[photo.contentType](content)) throw invalid(`${path}/content`, '内容不是所说类型的图片')
  return { contentType: photo.contentType, content }
}
