import type { OpinionEvidence, OpinionReport } from '@civitas/contract'
import PDFDocument from 'pdfkit'
import { requireChineseFont } from '../../../kernel/chinese-font.ts'

const margin = 56

const actWords = {
  verified: '核实',
  responded: '回应',
  published: '公开',
  tracked: '跟踪',
  closed: '办结',
} as const

/** Day and minute in the city’s own time. */
function at(time: string): string {
  return new Date(Date.parse(time) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

interface Given {
  report: OpinionReport
  /** What was captured, by topic. */
  evidence: ReadonlyMap<string, readonly OpinionEvidence[]>
  by: string
  time: string
}

/** The report as a document (PDF, A4), with the characters it uses embedded. */
export async function reportPdf({ report, evidence, by, time }: Given): Promise<Buffer> {
  const [file, face] = requireChineseFont()
  const doc = new PDFDocument({ size: 'A4', margin, info: { Title: report.title } })
  const chunks: Buffer[] = []
  const whole = new Promise<Buffer>((resolve) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
  })
  if (face) doc.registerFont('text', file, face)
  else doc.registerFont('text', file)
  doc.font('text').fontSize(20).text(report.title, { align: 'center' }).moveDown(0.4)
  const span = `${at(report.from)} 至 ${at(report.to)}`
  doc
    .fontSize(9)
    .fillColor('#555')
    .text(`${span}　${by} ${at(time)} 生成`, { align: 'center' })
    .moveDown(1)
  doc.fillColor('#000').fontSize(11).text(report.text, { lineGap: 4 }).moveDown(0.8)
  for (const [i, one] of report.topics.entries())
    writeTopic(doc, i + 1, { ...one, evidence: evidence.get(one.topic.id) ?? [] })
  doc.fontSize(9).fillColor('#555').text('只汇总公开文本，不记录发布者；热度为发布条数，不代表民意比例。')
  doc.end()
  return whole
}

type Topic = OpinionReport['topics'][number] & { evidence: readonly OpinionEvidence[] }

function writeTopic(doc: PDFKit.PDFDocument, number: number, { topic, texts, acts, evidence }: Topic): void {
  doc.fontSize(13).fillColor('#000').text(`${number}. ${topic.title}`).moveDown(0.2)
  const where = topic.divisionName ?? '未定位'
  const first = `最早见于 ${topic.firstSource}（${at(topic.firstTime)}）`
  doc.fontSize(10).text(`${where}；本期 ${texts} 条，累计 ${topic.heat} 条；${first}。`, { lineGap: 3 })
  if (topic.burst)
    doc.text(
      `${at(topic.burst.time)} 一小时内 ${topic.burst.count} 条，此前平均每小时 ${topic.burst.average.toFixed(1)} 条。`,
    )
  if (acts.length === 0) doc.text('处置：暂无。')
  for (const act of acts) doc.text(`${actWords[act.kind]}（${act.userName} ${at(act.time)}）：${act.text}`)
  for (const one of evidence)
    doc
      .fontSize(8)
      .fillColor('#555')
      .text(`存证 ${one.fileName} ${at(one.capturedTime)} ${one.url}\nSM3 ${one.sm3}`)
  doc.fillColor('#000').moveDown(0.8)
}
