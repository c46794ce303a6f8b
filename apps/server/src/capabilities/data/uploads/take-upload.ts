import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { DataFormat, createUpload as Operation, OperationInput, Upload } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { isFull, noRoom } from '../disk.ts'
import { unpackShapefile } from './shapefile.ts'
import * as store from './store.ts'

/** Folder of the bytes of an upload and of what is made of them. */
export function uploadFolder({ kernel }: Pick<DataParts, 'kernel'>, id: string): string {
  return join(kernel.lake.folder('uploads'), id)
}

export async function beginUpload(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof Operation>['body'],
): Promise<Upload> {
  const row = {
    ...{ id: newId(), name: body.name, bytes: body.bytes, received: 0, state: 'open' as const },
    ...{ format: null, encoding: null, is_gzip: false, user_id: principal.userId, user_name: principal.name },
    announced_sm3: body.sm3?.toLowerCase() ?? null,
    announced_sha256: body.sha256?.toLowerCase() ?? null,
    organisation_id: principal.organisationId,
    created_time: parts.kernel.clock.now(),
  }
  mkdirSync(uploadFolder(parts, row.id), { recursive: true })
  await store.insertUpload(parts.kernel.db, row)
  return seeUpload(parts, principal, row.id)
}

/** An upload of the caller. */
export async function getOwnUpload(
  parts: DataParts,
  principal: Principal,
  id: string,
): Promise<store.UploadRow> {
  const row = await store.findUpload(parts.kernel.db, id)
  if (!row || row.user_id !== principal.userId) throw notFound('上传的文件', id)
  return row
}

export async function seeUpload(parts: DataParts, principal: Principal, id: string): Promise<Upload> {
  const row = await getOwnUpload(parts, principal, id)
  const known = row.sm3
    ? await store.findLoadOf(parts.kernel.db, row.sm3, { organisationId: row.organisation_id })
    : undefined
  return store.toUpload(row, known?.id ?? null)
}

/**
 * Takes a piece: on disk first, then counted, so that after a cut the sender goes on from `received`. A piece that was
 * taken before is answered as if it were new.
 */
export async function takePiece(
  parts: DataParts,
  principal: Principal,
  piece: { id: string; offset: number; content: unknown },
): Promise<Upload> {
  const { id, offset, content } = piece
  const row = await getOwnUpload(parts, principal, id)
  if (row.state !== 'open') throw conflict('already-finished', '文件已上传完成。')
  if (!Buffer.isBuffer(content) || content.length === 0)
    throw invalid('/body', '请以 application/octet-stream 发送文件的一段内容')
  const end = offset + content.length
  if (end > row.bytes) throw invalid('/query/offset', `超出声明的文件大小 ${row.bytes} 字节`)
  if (offset > row.received) throw conflict('wrong-offset', `请从第 ${row.received} 字节续传。`)
  if (end > row.received) {
    const file = await open(join(uploadFolder(parts, id), 'raw'), offset === 0 ? 'w' : 'r+')
    try {
      await writeAll(file, content, offset)
      await file.datasync()
    } catch (error) {
      throw isFull(error) ? noRoom() : error
    } finally {
      await file.close()
    }
    await store.countReceived(parts.kernel.db, id, row.received, end)
  }
  return seeUpload(parts, principal, id)
}

/** A disk that fills up takes a part of what is written and says so only at the next. */
async function writeAll(file: FileHandle, content: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < content.length; ) {
    const { bytesWritten } = await file.write(content, done, content.length - done, offset + done)
    done += bytesWritten
  }
}

/** Checks the digest, finds out what the file is, and makes plain UTF-8 of packed or GB 18030 text. */
export async function endUpload(parts: DataParts, principal: Principal, id: string): Promise<Upload> {
  const row = await getOwnUpload(parts, principal, id)
  if (row.state === 'ready') return seeUpload(parts, principal, id)
  if (row.received < row.bytes)
    throw conflict('incomplete', `还缺 ${row.bytes - row.received} 字节，请从第 ${row.received} 字节续传。`)
  const folder = uploadFolder(parts, id)
  const digests = await digestsOf(join(folder, 'raw'))
  if (
    (row.announced_sm3 && row.announced_sm3 !== digests.sm3) ||
    (row.announced_sha256 && row.announced_sha256 !== digests.sha256)
  ) {
    await store.restartUpload(parts.kernel.db, id)
    throw conflict('digest-mismatch', '摘要不符：收到的内容与声明的摘要不一致，请从头重传。')
  }
  const found = await makePlain(folder, row.name).catch((error) => {
    throw isFull(error) ? noRoom() : error
  })
  await store.finishUpload(parts.kernel.db, id, { ...found, ...digests })
  return seeUpload(parts, principal, id)
}

async function digestsOf(path: string): Promise<{ sm3: string; sha256: string }> {
  const [sm3, sha256] = [createHash('sm3'), createHash('sha256')]
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    sm3.update(piece)
    sha256.update(piece)
  }
  return { sm3: sm3.digest('hex'), sha256: sha256.digest('hex') }
}

/** Leaves `plain` in the folder: unpacked and, when it is text, UTF-8. */
export async function makePlain(
  folder: string,
  name: string,
): Promise<{ format: DataFormat; encoding: 'utf-8' | 'gb18030'; is_gzip: boolean }> {
  const [raw, plain] = [join(folder, 'raw'), join(folder, 'plain')]
  const isGzip = (await headOf(raw, 2)).toString('hex') === '1f8b'
  if (isGzip) {
    await pipeline(createReadStream(raw), createGunzip(), createWriteStream(`${plain}.part`)).catch(() => {
      throw invalid('/params/id', '压缩包已损坏，无法解压', 'broken-file')
    })
    await rename(`${plain}.part`, plain)
    await rm(raw)
  } else await rename(raw, plain)
  const format = formatOf(await headOf(plain, 4096), isGzip ? name.replace(/\.gz$/i, '') : name)
  if (format === 'shapefile') await unpackShapefile(folder)
  if (format === 'xlsx' || format === 'parquet' || format === 'shapefile')
    return { format, encoding: 'utf-8', is_gzip: isGzip }
  if (await isUtf8File(plain)) return { format, encoding: 'utf-8', is_gzip: isGzip }
  const decoder = new TextDecoder('gb18030')
  const decode = new Transform({
    transform: (piece, _encoding, done) => done(null, decoder.decode(piece, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  })
  await pipeline(createReadStream(plain), decode, createWriteStream(`${plain}.part`))
  await rename(`${plain}.part`, plain)
  return { format, encoding: 'gb18030', is_gzip: isGzip }
}

export async function headOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** What a file is by its content; its name only decides between kinds of text. */
export function formatOf(head: Buffer, name: string): DataFormat {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet'
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004')
    return /\.zip$/i.test(name) ? 'shapefile' : 'xlsx'
  if (head.includes(0))
    throw invalid(
      '/params/id',
      '不支持的文件类型：内容不是文本、XLSX、Parquet或打包的Shapefile',
      'unknown-format',
    )
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (/^[{[]/.test(text))
    return /"FeatureCollection"/.test(text) || /\.geojson$/i.test(name) ? 'geojson' : 'json'
  return 'csv'
}

/** Whether all of a file is UTF-8; letters cut between two pieces are put together again. */
async function isUtf8File(path: string): Promise<boolean> {
  let rest = Buffer.alloc(0)
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = rest.length ? Buffer.concat([rest, piece]) : (piece as Buffer)
    const whole = bytes.length - cutLetter(bytes)
    if (!isUtf8(bytes.subarray(0, whole))) return false
    rest = Buffer.from(bytes.subarray(whole))
  }
  return rest.length === 0
}

/** Bytes at the end that begin a letter without ending it. */
function cutLetter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}
