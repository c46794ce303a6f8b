import type { Appraisal, AppraisalLoss } from '@civitas/contract'
import ExcelJS from 'exceljs'
import PDFDocument from 'pdfkit'
import { requireChineseFont } from '../../../kernel/chinese-font.ts'

/** Distribution of work of a report: the league table, the points of each indicator, the cases behind the losses. */
export interface ReportParts {
  appraisal: Appraisal
  losses: readonly AppraisalLoss[]
}

function headings({ appraisal }: ReportParts): string[] {
  const titles = appraisal.indicators.map((one) => `${one.title}（${one.weight}）`)
  return ['名次', '考核对象', ...titles, '应结', '按期结案', '得分']
}

function rowsOf({ appraisal }: ReportParts): Array<Array<string | number>> {
  return appraisal.scores.map((one) => [
    one.place,
    one.name,
    ...appraisal.indicators.map(({ id }) => one.values[id] ?? 0),
    one.facts.due ?? 0,
    one.facts['on-time'] ?? 0,
    one.score,
  ])
}

function stateOf({ version, frozenTime, reason }: Appraisal): string {
  return `第 ${version} 版（${reason}）${frozenTime ? '，已冻结' : '，未冻结'}`
}

/** The monthly report as a spreadsheet: scores, and each point lost with its case. */
export async function toXlsx(report: ReportParts): Promise<Buffer> {
  const { appraisal, losses } = report
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('考核得分', { views: [{ state: 'frozen', ySplit: 3 }] })
  sheet.addRow([`${appraisal.ruleName} ${appraisal.period} 月报`]).font = { bold: true, size: 14 }
  sheet.addRow([stateOf(appraisal)])
  sheet.addRow(headings(report)).font = { bold: true }
  for (const row of rowsOf(report)) sheet.addRow(row)
  sheet.columns.forEach((column, i) => {
    column.width = i === 1 ? 28 : 14
  })
  const detail = book.addWorksheet('失分明细', { views: [{ state: 'frozen', ySplit: 1 }] })
  detail.addRow(['考核对象', '指标', '失分', '案件编号', '案件']).font = { bold: true }
  for (const one of losses)
    detail.addRow([one.name, one.indicatorTitle, one.points, one.caseReference, one.caseTitle])
  for (const [i, width] of [28, 24, 10, 22, 48].entries()) detail.getColumn(i + 1).width = width
  return Buffer.from(await book.xlsx.writeBuffer())
}

const margin = 40

/** The monthly report as PDF (A4 across), with the characters it uses embedded. */
export async function toPdf(report: ReportParts): Promise<Buffer> {
  const [file, face] = requireChineseFont()
  const { appraisal, losses } = report
  const doc = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin,
    info: { Title: `${appraisal.ruleName} ${appraisal.period}` },
  })
  const chunks: Buffer[] = []
  const whole = new Promise<Buffer>((resolve) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
  })
  if (face) doc.registerFont('text', file, face)
  else doc.registerFont('text', file)
  doc.font('text').fontSize(18).text(`${appraisal.ruleName} ${appraisal.period} 月报`)
  doc.fontSize(9).fillColor('#555').text(stateOf(appraisal)).moveDown(0.6)
  drawBars(doc, appraisal)
  drawTable(
    doc,
    headings(report),
    rowsOf(report).map((row) => row.map(String)),
  )
  doc.addPage().fontSize(13).fillColor('#000').text('失分明细（前 200 条）').moveDown(0.4)
  const rows = losses
    .slice(0, 200)
    .map((one) => [one.name, one.indicatorTitle, one.points.toFixed(2), one.caseReference, one.caseTitle])
  drawTable(doc, ['考核对象', '指标', '失分', '案件编号', '案件'], rows)
  doc.end()
  return whole
}

/** A bar for each object, longest first. */
function drawBars(doc: PDFKit.PDFDocument, { scores }: Appraisal): void {
  const wide = doc.page.width - 2 * margin
  for (const one of scores.slice(0, 12)) {
    const y = doc.y
    doc.fillColor('#000').fontSize(9).text(one.name, margin, y, { width: 150, height: 14, ellipsis: true })
    doc.rect(margin + 160, y + 2, (wide - 220) * (one.score / 100), 9).fill('#2f6fdb')
    doc.fillColor('#000').text(one.score.toFixed(2), margin + wide - 50, y, { width: 50, align: 'right' })
    doc.y = y + 16
  }
  doc.x = margin
  doc.moveDown(0.6)
}

function drawTable(doc: PDFKit.PDFDocument, heading: readonly string[], rows: readonly string[][]): void {
  const wide = doc.page.width - 2 * margin
  const each = wide / heading.length
  const line = (cells: readonly string[], color: string) => {
    if (doc.y > doc.page.height - margin - 24) doc.addPage()
    const y = doc.y
    cells.forEach((cell, i) => {
      doc
        .fillColor(color)
        .fontSize(8.5)
        .text(cell, margin + i * each, y, { width: each - 6, height: 13, ellipsis: true })
    })
    doc
      .moveTo(margin, y + 15)
      .lineTo(margin + wide, y + 15)
      .strokeColor('#ddd')
      .stroke()
    doc.y = y + 18
    doc.x = margin
  }
  line(heading, '#555')
  for (const row of rows) line(row, '#000')
}
