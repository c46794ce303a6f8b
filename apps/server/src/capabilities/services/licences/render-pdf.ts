import { type LicenceData, type LicencePackage, packageText, type SignedFile } from '@civitas/contract'
import PDFDocument from 'pdfkit'
import { encode } from 'uqr'
import { requireChineseFont } from '../../../kernel/chinese-font.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import { dayOf } from '../numbers.ts'
import { starPath } from '../seals/image.ts'
import type { ServicesParts } from '../services-parts.ts'
import { keyPurposes, signText } from '../signing.ts'
import type { KnownType } from './catalogue.ts'
import type { LicenceRow } from './store.ts'

/** Room for the package inside the file, bytes. */
const roomBytes = 24_576
/** Numbers that are replaced once the places are known; as wide as the widest. */
const unknown = 1_111_111_111

export function toPackage(row: LicenceRow): LicencePackage {
  return {
    format: 'civitas-licence/1',
    licence: { data: row.data, keyId: row.key_id, signature: row.signature },
    timeStamp: row.seal.timeStamp,
    seal: row.seal.seal,
  }
}

/**
 * The licence as a PDF anybody can open: what it states, its seal, a QR code to verify it by. A signature field (ISO 32000-1,
 * 12.8) carries the signed data and the signature over every other byte of the file.
 */
export async function renderPdf(
  parts: ServicesParts,
  row: LicenceRow,
  { type, verifyUrl, watermark }: { type: KnownType; verifyUrl: string; watermark?: string },
): Promise<Buffer> {
  const data = JSON.parse(row.data) as LicenceData
  const sealName = row.seal.seal ? (JSON.parse(row.seal.seal.seal.data) as { name: string }).name : null
  const blank = await draw({ data, type, verifyUrl, sealName, watermark, issued: row.issued_time })
  return signFile(parts, blank, toPackage(row))
}

/** Fills in the places, signs everything around the package and puts the package in. */
async function signFile(parts: ServicesParts, file: Buffer, one: LicencePackage): Promise<Buffer> {
  const text = file.toString('latin1')
  const start = text.indexOf(`<${'0'.repeat(roomBytes * 2)}>`)
  const end = start + roomBytes * 2 + 2
  const range = /\[0 1111111111 1111111111 1111111111\]/.exec(text)
  if (start < 0 || !range) throw new Error('licence: the signature field is not in the file')
  const places = `[0 ${start} ${end} ${file.length - end}`.padEnd(range[0].length - 1)
  file.write(`${places}]`, range.index, 'latin1')
  const digest = sm3(Buffer.concat([file.subarray(0, start), file.subarray(end)]))
  const value: SignedFile = { digest, package: sm3(packageText(one)) }
  const signed = await signText(parts, keyPurposes.licence, JSON.stringify(value))
  const packed = Buffer.from(JSON.stringify({ ...one, file: signed } satisfies LicencePackage)).toString(
    'hex',
  )
  if (packed.length > roomBytes * 2) throw new Error('licence: the package is too large for its place')
  file.write(packed, start + 1, 'latin1')
  return file
}

interface Drawn {
  data: LicenceData
  type: KnownType
  verifyUrl: string
  sealName: string | null
  watermark: string | undefined
  issued: Date
}

const red = '#b3202a'

function draw(given: Drawn): Promise<Buffer> {
  const { data, type, issued } = given
  const [font, face] = requireChineseFont()
  const info = { Title: `${data.typeTitle} ${data.number}`, Producer: 'Civitas', CreationDate: issued }
  const layout = type.template === 'certificate' ? 'portrait' : 'landscape'
  const doc = new PDFDocument({
    size: type.template === 'card' ? 'A5' : 'A4',
    layout,
    margin: 0,
    info,
    compress: true,
  })
  const chunks: Buffer[] = []
  const whole = new Promise<Buffer>((resolve) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
  })
  if (face) doc.registerFont('text', font, face)
  else doc.registerFont('text', font)
  doc.font('text')
  drawBody(doc, given)
  addSignatureField(doc)
  doc.end()
  return whole
}

function drawBody(doc: PDFKit.PDFDocument, { data, type, verifyUrl, sealName, watermark }: Drawn): void {
  const { width, height } = doc.page
  doc.rect(0, 0, width, height).fill('#fffdf6')
  for (const [inset, line] of [
    [18, 2.5],
    [25, 0.8],
  ] as const)
    doc
      .lineWidth(line)
      .rect(inset, inset, width - 2 * inset, height - 2 * inset)
      .stroke(red)
  if (watermark) drawWatermark(doc, watermark)
  const small = type.template === 'card'
  doc
    .fillColor(red)
    .fontSize(small ? 20 : 32)
    .text(data.typeTitle, 0, small ? 38 : 58, { width, align: 'center' })
  doc.fillColor('#333').fontSize(small ? 8 : 11)
  doc.text(`编号：${data.number}　第 ${data.version} 版`, 0, small ? 68 : 104, { width, align: 'center' })
  const left = small ? 44 : 72
  const lines = [
    ...type.fields.flatMap(({ id, title }) => (data.fields[id] ? [[title, data.fields[id] as string]] : [])),
    [data.holderNumber.includes('*') ? '证件号码' : '持证主体代码', data.holderNumber],
    ['有效期', `${data.validFrom} 至 ${data.validUntil ?? '长期'}`],
  ]
  const step = Math.min(small ? 20 : 30, (height - (small ? 190 : 320)) / lines.length)
  let y = small ? 92 : 150
  for (const [title, value] of lines) {
    doc
      .fillColor('#777')
      .fontSize(small ? 9 : 12)
      .text(title as string, left, y, { width: small ? 90 : 130 })
    const place = { width: width - left * 2 - (small ? 95 : 140), height: step, ellipsis: true }
    doc.fillColor('#111').text(value as string, left + (small ? 95 : 140), y, place)
    y += step
  }
  drawFoot(doc, data, verifyUrl, { small, sealName })
}

function drawFoot(
  doc: PDFKit.PDFDocument,
  data: LicenceData,
  verifyUrl: string,
  { small, sealName }: { small: boolean; sealName: string | null },
): void {
  const { width, height } = doc.page
  const side = small ? 64 : 96
  const bottom = height - (small ? 40 : 60)
  drawQr(doc, verifyUrl, small ? 40 : 66, bottom - side, side)
  doc.fillColor('#777').fontSize(small ? 6 : 8)
  doc.text('扫码核验，或用 civitas verify 离线验证', small ? 40 : 66, bottom + 3, { width: 220 })
  doc.text(data.identifier, small ? 40 : 66, bottom + (small ? 11 : 14), { width: width - 120, height: 10 })
  const x = width - (small ? 190 : 280)
  doc.fillColor('#111').fontSize(small ? 9 : 13)
  doc.text(data.issuerName, x, bottom - (small ? 40 : 60), { width: small ? 150 : 220, align: 'center' })
  doc.text(dayOf(new Date(data.issuedTime)), x, bottom - (small ? 24 : 36), {
    width: small ? 150 : 220,
    align: 'center',
  })
  if (sealName)
    drawSeal(
      doc,
      data.issuerName,
      sealName,
      x + (small ? 75 : 110),
      bottom - (small ? 38 : 58),
      small ? 36 : 54,
    )
}

/** The seal as it is seen: ring, star, the owner’s name around. */
function drawSeal(
  doc: PDFKit.PDFDocument,
  organisation: string,
  name: string,
  x: number,
  y: number,
  radius: number,
): void {
  doc.save().opacity(0.72)
  doc
    .lineWidth(radius / 18)
    .circle(x, y, radius)
    .stroke('#d0021b')
  doc.path(starPath(x, y, radius * 0.28)).fill('#d0021b')
  const letters = [...organisation]
  const span = Math.min(270, letters.length * 22)
  doc.fontSize(radius * 0.2).fillColor('#d0021b')
  letters.forEach((letter, i) => {
    const angle = letters.length === 1 ? 0 : -span / 2 + (span * i) / (letters.length - 1)
    doc.save().rotate(angle, { origin: [x, y] })
    doc.text(letter, x - radius * 0.2, y - radius * 0.9, {
      width: radius * 0.4,
      align: 'center',
      lineBreak: false,
    })
    doc.restore()
  })
  doc
    .fontSize(radius * 0.17)
    .text(name, x - radius, y + radius * 0.45, { width: radius * 2, align: 'center' })
  doc.restore()
}

function drawQr(doc: PDFKit.PDFDocument, text: string, x: number, y: number, side: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 1 })
  const cell = side / size
  doc.rect(x, y, side, side).fill('#fff')
  data.forEach((line, row) => {
    line.forEach((dark, column) => {
      if (dark) doc.rect(x + column * cell, y + row * cell, cell + 0.05, cell + 0.05)
    })
  })
  doc.fill('#000')
}

function drawWatermark(doc: PDFKit.PDFDocument, text: string): void {
  const { width, height } = doc.page
  doc.save().opacity(0.22).fillColor('#445').fontSize(16)
  doc.rotate(-24, { origin: [width / 2, height / 2] })
  for (let y = -60; y < height + 100; y += 110)
    doc.text(text, -40, y, { width: width + 200, lineBreak: false })
  doc.restore()
}

/** Ends a reference of pdfkit, whose types want a last piece it does not need. */
function close(reference: unknown): void {
  ;(reference as { end(): void }).end()
}

/** A signature field of our own kind: readers show the file and that it is signed; `civitas verify` reads what is inside. */
function addSignatureField(doc: PDFKit.PDFDocument): void {
  const value = doc.ref({
    ...{ Type: 'Sig', Filter: 'Civitas.SM2', SubFilter: 'civitas.licence.1' },
    ...{ ByteRange: [0, unknown, unknown, unknown], Contents: Buffer.alloc(roomBytes) },
  })
  close(value)
  const page = doc.page as unknown as { dictionary: unknown }
  const field = doc.ref({
    ...{ Type: 'Annot', Subtype: 'Widget', FT: 'Sig', Rect: [0, 0, 0, 0], F: 132, V: value },
    ...{ T: new String('seal'), P: page.dictionary },
  })
  close(field)
  const form = doc.ref({ Fields: [field], SigFlags: 3 })
  close(form)
  const inner = doc as unknown as { _root: { data: Record<string, unknown> }; endAcroForm: () => void }
  inner._root.data.AcroForm = form
  // The form is whole; pdfkit would look for the fonts of fields people fill.
  inner.endAcroForm = () => undefined
}
