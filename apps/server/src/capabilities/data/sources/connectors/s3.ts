import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { XMLParser } from 'fast-xml-parser'
import { type Access, required } from './connector.ts'
import { type FilePlace, type PlacedFile, watched } from './watched.ts'

/** A bucket of an S3-compatible store, by the names of its path (Signature Version 4, ListObjectsV2, GetObject). */
export const s3 = watched(openBucket)

const parser = new XMLParser({
  ...{ ignoreAttributes: true, parseTagValue: false, processEntities: true },
  isArray: (name) => name === 'Contents',
})

interface Listing {
  ListBucketResult?: {
    IsTruncated?: string
    NextContinuationToken?: string
    Contents?: { Key: string; ETag: string; Size: string; LastModified: string }[]
  }
}

async function openBucket({ connection, secret }: Access): Promise<FilePlace> {
  const { AwsClient } = await import('aws4fetch')
  const client = new AwsClient({
    accessKeyId: required(connection.user, '访问密钥 ID'),
    secretAccessKey: required(secret ?? undefined, '访问密钥'),
    ...{ service: 's3', region: connection.region ?? 'us-east-1', retries: 2 },
  })
  const root = `${required(connection.url, '地址').replace(/\/+$/, '')}/${encodeURIComponent(required(connection.bucket, '存储桶'))}`
  const get = async (address: string, headers: Record<string, string> = {}) => {
    const answer = await client.fetch(address, { headers, signal: AbortSignal.timeout(600_000) })
    if (answer.ok) return answer
    const code = /<Code>([^<]+)<\/Code>/.exec(await answer.text())?.[1]
    throw new Error(told[code ?? ''] ?? `对象存储返回 ${answer.status}${code ? ` ${code}` : ''}`)
  }
  return {
    list: () => listAll(root, connection.path ?? '', async (address) => (await get(address)).text()),
    fetch: async (file, to) => {
      const answer = await get(`${root}/${file.path.split('/').map(encodeURIComponent).join('/')}`, {
        'if-match': file.mark,
        ...(to.from > 0 ? { range: `bytes=${to.from}-` } : {}),
      })
      const goesOn = to.from > 0 && answer.status === 206
      if (!answer.body) return
      const body = Readable.fromWeb(answer.body as ReadableStream)
      await pipeline(body, createWriteStream(to.path, { flags: goesOn ? 'a' : 'w' }))
    },
    close: () => undefined,
  }
}

const told: Record<string, string> = {
  NoSuchBucket: '没有这个存储桶',
  SignatureDoesNotMatch: '访问密钥不正确',
  InvalidAccessKeyId: '访问密钥 ID 不正确',
  AccessDenied: '无权读取这个存储桶',
  PreconditionFailed: '文件在传输中被改写',
}

/** All objects of a prefix, page by page. */
async function listAll(
  root: string,
  prefix: string,
  read: (address: string) => Promise<string>,
): Promise<PlacedFile[]> {
  const found: PlacedFile[] = []
  let token: string | undefined
  do {
    const query = new URLSearchParams({ 'list-type': '2', prefix })
    if (token) query.set('continuation-token', token)
    const page = (parser.parse(await read(`${root}?${query}`)) as Listing).ListBucketResult
    if (!page) throw new Error('返回内容不是对象列表')
    for (const one of page.Contents ?? [])
      if (!one.Key.endsWith('/'))
        found.push({
          ...{ path: one.Key, mark: one.ETag, bytes: Number(one.Size) },
          time: Date.parse(one.LastModified),
        })
    token = page.IsTruncated === 'true' ? page.NextContinuationToken : undefined
  } while (token)
  return found
}
