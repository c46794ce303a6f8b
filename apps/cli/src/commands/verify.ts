import { readFileSync } from 'node:fs'
import {
  type PaperCheck,
  type PaperFault,
  type TrustFile,
  verifyCode,
  verifyPaper,
  verifySealed,
} from '@civitas/sdk/papers'
import { type Command, readFlags, say, UserError, userError } from '../command.ts'
import { toTable } from '../table.ts'

const titles: Record<PaperCheck['check'], { zh: string; en: string }> = {
  file: { zh: '文件完整', en: 'file' },
  'time-stamp': { zh: '时间戳', en: 'time stamp' },
  licence: { zh: '证照签名', en: 'licence' },
  'seal-maker': { zh: '印章结构', en: 'seal data' },
  seal: { zh: '电子印章', en: 'seal' },
  state: { zh: '证照状态', en: 'state' },
  code: { zh: '市民码', en: 'city code' },
}

const faults: Record<PaperFault, { zh: string; en: string }> = {
  changed: { zh: '内容已被篡改', en: 'changed since it was signed' },
  'unknown-key': { zh: '签名密钥不在信任文件中', en: 'signed with a key the trust file does not know' },
  revoked: { zh: '签名失效：密钥已吊销', en: 'signed with a revoked key' },
  expired: { zh: '已过期', en: 'expired' },
  'not-trusted': { zh: '签名密钥不作此用', en: 'signed with a key of another purpose' },
  'not-in-force': { zh: '已不在有效状态', en: 'no longer in force' },
  malformed: { zh: '格式有误', en: 'malformed' },
}

/** `civitas verify`: a licence, a sealed document or a city code, on a machine without the platform. */
export const verifyCommand: Command = {
  name: 'verify',
  summary: {
    zh: '离线验证证照、签章文件、市民码',
    en: 'Verify licences, sealed files and city codes offline',
  },
  usage: 'civitas verify FILE --trust FILE [--seal FILE] [--code] [--at TIME] [--json]',
  run: async (args) => {
    const flags = { trust: 'text', seal: 'text', at: 'text', code: 'yes-no', json: 'yes-no' } as const
    const { values, words } = readFlags(args, flags)
    const [file] = words
    if (!file || words.length > 1 || !values.trust) throw new UserError(verifyCommand.usage)
    const trust = readTrust(values.trust)
    const now = values.at ? new Date(values.at) : new Date()
    const bytes = readBytes(file)
    const checks = values.code
      ? [verifyCode(bytes.toString('utf8'), trust, now)]
      : values.seal
        ? verifySealed(bytes, readSeal(values.seal), trust)
        : verifyPaper(bytes, trust, now)
    if (!checks)
      throw userError(`${file} 中没有可以验证的签名。`, `${file} carries no signature that can be verified.`)
    const failed = checks.filter((one) => one.fault)
    if (values.json) console.log(JSON.stringify({ holds: failed.length === 0, checks }))
    else console.log(`${toTable(checks.map(toRow))}\n\n${verdict(failed)}`)
    return failed.length === 0 ? 0 : 1
  },
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const why = (error as Error).message
    throw userError(`读不出 ${file}：${why}`, `Cannot read ${file}: ${why}`)
  }
}

/** The package of a seal; a text that is no JSON is no package either, which the verdict says. */
function readSeal(file: string): unknown {
  const text = readBytes(file).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function readTrust(file: string): TrustFile {
  const trust = JSON.parse(readBytes(file).toString('utf8')) as TrustFile
  if (trust?.format === 'civitas-trust/1') return trust
  throw userError(`${file} 不是信任文件（civitas-trust/1）。`, `${file} is no trust file (civitas-trust/1).`)
}

function toRow({ check, fault, detail }: PaperCheck): string[] {
  return [fault ? '✗' : '✓', say(titles[check]), fault ? `${say(faults[fault])} ${detail}` : detail]
}

function verdict(failed: readonly PaperCheck[]): string {
  const [first] = failed
  if (!first?.fault) return say({ zh: '验证通过。', en: 'It holds.' })
  const [title, why] = [titles[first.check], faults[first.fault]]
  return say({ zh: `验证不通过：${title.zh}${why.zh}。`, en: `It does NOT hold: ${title.en} ${why.en}.` })
}
