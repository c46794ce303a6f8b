import { createSm2KeyPair, isSm2Signature, signSm2 } from '../apps/server/src/kernel/crypto.ts'
import { codeText } from '../packages/contract/src/services/paper-format.ts'
import { type TrustFile, verifyCode } from '../packages/sdk/src/papers.ts'

/** City codes signed and verified a second, against the bare SM2 of the library on texts of the same length. */
const pair = createSm2KeyPair()
const issued = Math.floor(Date.now() / 1000)
const text = (n: number) =>
  codeText({ pseudonym: 'abcdefghijklmnop', nonce: `nonce${n}`, issued, life: 60, kind: 'd' })
const trust: TrustFile = {
  ...{ format: 'civitas-trust/1', issuedTime: new Date().toISOString(), revoked: [] },
  keys: [
    {
      ...{ keyId: 'k', purpose: 'city-code', publicKey: pair.publicKey, state: 'active' },
      ...{ from: '2020-01-01T00:00:00Z', until: null, revokedTime: null },
    },
  ],
}

function perSecond(work: (n: number) => void, count: number): number {
  const began = performance.now()
  for (let n = 0; n < count; n++) work(n)
  return Math.round((count / (performance.now() - began)) * 1000)
}

const bytes = Buffer.from(text(0))
const signature = signSm2(bytes, pair)
const token = `${text(0)}.k.${signature}`
perSecond(() => signSm2(bytes, pair), 100)
const bareSign = perSecond(() => void signSm2(bytes, pair), 1000)
const sign = perSecond((n) => void `${text(n)}.k.${signSm2(Buffer.from(text(n)), pair)}`, 1000)
const bareVerify = perSecond(() => void isSm2Signature(bytes, signature, pair.publicKey), 300)
const verify = perSecond(() => {
  if (verifyCode(token, trust, new Date()).fault) throw new Error('the code does not hold')
}, 300)
const ratio = Math.round(Math.min(sign / bareSign, verify / bareVerify) * 100) / 100
console.log(JSON.stringify({ bench: 'code', sign, bareSign, verify, bareVerify, ratio, limit: 0.7 }))
