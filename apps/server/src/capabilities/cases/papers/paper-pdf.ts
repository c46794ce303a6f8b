import PDFDocument from 'pdfkit'
import { requireChineseFont } from '../../../kernel/chinese-font.ts'

/** A paper as a document (PDF, A4), with the characters it uses embedded; lines that begin with `# ` are headings. */
export async function paperPdf(title: string, text: string): Promise<Buffer> {
  const [file, face] = requireChineseFont()
  const doc = new PDFDocument({ size: 'A4', margin: 72, info: { Title: title } })
  const chunks: Buffer[] = []
  const whole = new Promise<Buffer>((resolve) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
  })
  if (face) doc.registerFont('text', file, face)
  else doc.registerFont('text', file)
  doc.font('text').fontSize(20).text(title, { align: 'center' }).moveDown(1)
  for (const line of text.split('\n'))
    if (line.startsWith('# ')) doc.fontSize(14).text(line.slice(2)).moveDown(0.3)
    else if (line.trim() === '') doc.fontSize(12).moveDown(0.6)
    else doc.fontSize(12).text(line, { lineGap: 5 })
  doc.end()
  return whole
}
