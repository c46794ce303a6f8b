import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { posix } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Client, ConnectConfig, FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2'
import { type Access, required } from './connector.ts'
import { type FilePlace, type PlacedFile, watched } from './watched.ts'

/** A folder of an SFTP server (draft-ietf-secsh-filexfer-02, as OpenSSH speaks it). */
export const sftp = watched(openFolder)

async function openFolder(access: Access): Promise<FilePlace> {
  const folder = required(access.connection.path, '目录')
  const client = await connect(access)
  const files = await new Promise<SFTPWrapper>((resolve, reject) =>
    client.sftp((error, wrapper) => (error ? reject(error) : resolve(wrapper))),
  ).catch((error) => {
    client.end()
    throw error
  })
  return {
    list: async () => (await readFolder(files, folder)).map((entry) => toFile(folder, entry)),
    fetch: async (file, to) => {
      const flags = to.from === 0 ? 'w' : 'a'
      await pipeline(
        files.createReadStream(file.path, { start: to.from }),
        createWriteStream(to.path, { flags }),
      )
      if (markOf(await statOf(files, file.path)) !== file.mark)
        throw new Error(`文件 ${file.path} 在传输中被改写`)
    },
    close: () => client.end(),
  }
}

async function connect({ connection, secret }: Access): Promise<Client> {
  const { default: ssh2 } = await import('ssh2')
  const client = new ssh2.Client()
  const isKey = secret?.includes('PRIVATE KEY') ?? false
  const expected = connection.hostKey?.replace(/^SHA256:/, '').replace(/=+$/, '')
  const settings: ConnectConfig = {
    host: required(connection.host, '主机'),
    port: connection.port ?? 22,
    username: required(connection.user, '用户'),
    ...(isKey ? { privateKey: secret as string } : { password: secret ?? undefined }),
    ...{ readyTimeout: 10_000, keepaliveInterval: 15_000 },
    hostVerifier: (key: Buffer) =>
      !expected || createHash('sha256').update(key).digest('base64').replace(/=+$/, '') === expected,
  }
  return new Promise((resolve, reject) => {
    client.on('ready', () => resolve(client))
    // A connection that is lost later tells its streams; nobody else would hear of it.
    client.on('error', (error) => reject(reasonOf(error)))
    client.on('close', () => reject(new Error('连接被对方关闭')))
    client.connect(settings)
  })
}

function reasonOf(error: Error): Error {
  const { level } = error as { level?: string }
  if (level === 'client-authentication') return new Error('用户名、密码或密钥不正确')
  return /host/i.test(error.message) && /denied/i.test(error.message)
    ? new Error('主机密钥指纹与登记的不一致')
    : error
}

function readFolder(files: SFTPWrapper, folder: string): Promise<FileEntryWithStats[]> {
  return new Promise((resolve, reject) =>
    files.readdir(folder, (error, list) =>
      error ? reject(new Error(`不能读取目录 ${folder}：${error.message}`)) : resolve(list),
    ),
  ).then((list) => (list as FileEntryWithStats[]).filter((entry) => entry.attrs.isFile()))
}

function statOf(files: SFTPWrapper, path: string): Promise<Stats> {
  return new Promise((resolve, reject) =>
    files.stat(path, (error, stats) => (error ? reject(error) : resolve(stats))),
  )
}

function markOf({ size, mtime }: Pick<Stats, 'size' | 'mtime'>): string {
  return `${size} ${mtime}`
}

function toFile(folder: string, { filename, attrs }: FileEntryWithStats): PlacedFile {
  const path = posix.join(folder, filename)
  return { path, mark: markOf(attrs), bytes: attrs.size, time: attrs.mtime * 1000 }
}
