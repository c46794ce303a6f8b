import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cosignTreeHead, createClient, getConsistencyProof, getTreeHead } from '@civitas/sdk'
import { createWitnessKey, isConsistent, isHeadSigned, signAsWitness } from '@civitas/sdk/evidence'
import { type Command, readFlags, say, UserError, userError } from '../command.ts'
import { defaultUrl } from '../connect.ts'

/** The key of a witness and the last head it put its name to. */
interface WitnessFile {
  publicKey: string
  privateKey: string
  /** The log it watches; another key is another log. */
  logKey: string | null
  last: { size: number; root: string } | null
}

const makeKey: Command = {
  name: 'witness key',
  summary: { zh: '生成见证密钥', en: 'Make the key of a witness' },
  usage: 'civitas witness key --out FILE',
  run: (args) => {
    const { values } = readFlags(args, { out: 'text' })
    if (!values.out) throw new UserError(makeKey.usage)
    if (existsSync(values.out))
      throw userError(`${values.out} 已存在，不覆盖。`, `${values.out} exists; it is not overwritten.`)
    const file: WitnessFile = { ...createWitnessKey(), logKey: null, last: null }
    writeFileSync(values.out, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
    console.log(file.publicKey)
    return Promise.resolve()
  },
}

const sign: Command = {
  name: 'witness sign',
  summary: { zh: '核对一致性后联署最新树头', en: 'Check consistency, then co-sign the newest tree head' },
  usage: 'civitas witness sign --key FILE [--url URL]',
  run: async (args) => {
    const { values } = readFlags(args, { key: 'text', url: 'text' })
    if (!values.key) throw new UserError(sign.usage)
    const witness = JSON.parse(readFileSync(values.key, 'utf8')) as WitnessFile
    const client = createClient({ baseUrl: (values.url ?? defaultUrl).replace(/\/+$/, '') })
    const { head } = await client.call(getTreeHead)
    if (!isHeadSigned(head))
      throw userError('树头签名无效，不联署。', 'The signature of the head is wrong; not co-signed.')
    if (witness.logKey && witness.logKey !== head.publicKey)
      throw userError(
        '日志公钥与上次不同，不联署。',
        'The log’s key is another than last time; not co-signed.',
      )
    if (witness.last) {
      const query = { from: witness.last.size, to: head.size }
      const isLonger = query.to >= query.from
      const proof = isLonger ? await client.call(getConsistencyProof, { query }) : { path: [] }
      if (!isConsistent(witness.last, head, proof))
        throw userError(
          `日志不延续上次联署的树头（${query.from} → ${query.to}），不联署。`,
          `The log does not continue the head signed last (${query.from} → ${query.to}); not co-signed.`,
        )
    }
    const { publicKey } = witness
    const body = { publicKey, signature: signAsWitness(head, witness) }
    await client.call(cosignTreeHead, { params: { size: head.size }, body })
    const { size, root } = head
    const kept: WitnessFile = { ...witness, logKey: head.publicKey, last: { size, root } }
    writeFileSync(values.key, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
    console.log(say({ zh: `已联署树头：${size} 条，${root}`, en: `Co-signed: ${size} entries, ${root}` }))
  },
}

export const witnessCommands: readonly Command[] = [makeKey, sign]
