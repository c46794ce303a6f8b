import { randomInt } from 'node:crypto'
import type { Credential, createCredential, OperationInput } from '@civitas/contract'
import { createSm2KeyPair, newSecret } from '../../../kernel/crypto.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { NewProof } from '../things/credentials.ts'
import type { DeviceAuthority } from './authority.ts'

/** A proof to keep, and what the holder is shown once. */
export interface IssuedProof {
  proof: NewProof
  shown: { key: string; certificate?: string; privateKey?: string }
  expiresTime: Date | null
}

const dayMs = 86_400_000
/** Without letters and digits that are read for one another. */
const claimAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

type Input = OperationInput<typeof createCredential>['body']

/** Makes the proof of a new credential, or of a rotated one. */
export async function issueProof(
  authority: DeviceAuthority,
  input: Pick<Input, 'name' | 'publicKey'> & { expiresTime?: string },
  method: Credential['method'],
  now: Date,
): Promise<IssuedProof> {
  const until = input.expiresTime ? new Date(input.expiresTime) : null
  if (until && until <= now) throw invalid('/body/expiresTime', '应晚于现在')
  switch (method) {
    case 'x509': {
      const end = until ?? new Date(now.getTime() + 730 * dayMs)
      const issued = await authority.issue(input.name, end, input.publicKey, now)
      const { certificate, privateKey, fingerprint } = issued
      return {
        proof: { method, secret: fingerprint, publicKey: certificate },
        shown: { key: '', certificate, ...(privateKey ? { privateKey } : {}) },
        expiresTime: end,
      }
    }
    case 'sm2': {
      if (input.publicKey !== undefined && !/^04[0-9a-fA-F]{128}$/.test(input.publicKey))
        throw invalid('/body/publicKey', 'SM2 公钥应为 04 开头的 130 位十六进制')
      const pair = input.publicKey ? { publicKey: input.publicKey, privateKey: '' } : createSm2KeyPair()
      return {
        proof: { method, secret: newSecret(), publicKey: pair.publicKey },
        shown: { key: pair.privateKey },
        expiresTime: until,
      }
    }
    case 'claim': {
      const code = makeClaimCode()
      return {
        proof: { method, secret: code },
        shown: { key: code },
        expiresTime: until ?? new Date(now.getTime() + 30 * dayMs),
      }
    }
    default: {
      const key = newSecret()
      return { proof: { method, secret: key }, shown: { key }, expiresTime: until }
    }
  }
}

/** Sixteen characters of 32, in groups of four: 80 random bits a person can type. */
function makeClaimCode(): string {
  const letters = Array.from({ length: 16 }, () => claimAlphabet[randomInt(claimAlphabet.length)])
  return (letters.join('').match(/.{4}/g) as string[]).join('-')
}
