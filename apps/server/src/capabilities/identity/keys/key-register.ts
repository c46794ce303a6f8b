import { createHmac, generateKeyPair, type JsonWebKey, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { isSignatureHex } from '@civitas/contract'
import {
  createSm2KeyPair,
  decryptSm4,
  encryptSm4,
  isSm2Signature,
  type Sm2KeyPair,
  signSm2,
} from '../../../kernel/crypto.ts'
import { isId, newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { createSealer, type Sealer } from '../../../kernel/sealed.ts'
import { countUses, type UseCounter } from './count-uses.ts'
import { type KeyVerdict, verdictOf } from './rules.ts'
import type { SealedPlace } from './sealed-places.ts'
import * as store from './store.ts'
import { signCertificate } from './x509-sm2.ts'

/** A public key others can check with, and what became of it. */
export interface PublishedKey {
  keyId: string
  /** SM2 point, hex (04…). */
  publicKey: string
  /** PEM: the certificate of the key and behind it that of this installation’s root. */
  certificate: string
  state: 'active' | 'retired' | 'revoked'
  from: string
  until: string | null
  revokedTime: string | null
}

/** The keys of the installation. Private halves never leave it. */
export interface Keys {
  /** Signs with SM2 and SM3 (GB/T 32918.2), DER hex; makes the key of the purpose when there is none. */
  sign(purpose: string, data: Uint8Array): Promise<{ keyId: string; signature: string }>
  /** Whether a signature holds, at the time it was made when that is proven, else now. */
  verify(keyId: string, data: Uint8Array, signature: string, at?: Date): Promise<KeyVerdict>
  /** Seals with SM4 (GB/T 32907): the text names purpose and version of its key. */
  seal(purpose: string, plain: string): Promise<string>
  /** Undoes `seal`, also after rotation. Throws a Problem `key-destroyed` or an error when the text was changed. */
  unseal(text: string): Promise<string>
  /** Keyed SM3 (HMAC, GB/T 15852.2), hex: equal texts have equal values, which is all it tells. */
  mac(purpose: string, text: string): Promise<string>
  publish(keyId: string): Promise<PublishedKey>
  /** Says where texts this capability sealed stand, so that they are sealed anew after rotation. */
  keepsSealed(...places: SealedPlace[]): void
}

export interface KeyRegister extends Keys {
  /** The next version of a purpose becomes the one that signs and seals; older ones still verify and unseal. */
  rotate(purpose: string, usage: store.KeyUsage): Promise<store.KeyRow>
  /** Keys the sign-on service signs its tokens with, private JSON web keys, the one that signs first. */
  tokenKeys(): Promise<JsonWebKey[]>
  /** Where sealed texts stand. */
  readonly places: readonly SealedPlace[]
  /** After a key was changed by hand. */
  forget(): void
  /** The authority’s key pair, for certificates and revocation lists. */
  authority(): Promise<LoadedKey>
  /** Its key pair, to sign certificates and lists with. */
  authorityPair(): Promise<Sm2KeyPair>
  stop(): Promise<void>
}

export interface LoadedKey {
  row: store.KeyRow
  /** Private key or symmetric key, hex. Null: destroyed. */
  secret: string | null
}

/** How long what was read from the register holds, milliseconds: a revocation takes effect everywhere within it. */
const rememberMs = 900
const dayMs = 86_400_000
/** Days a new key is good for. */
const lifeDays: Record<store.KeyUsage, number> = {
  sign: 1095,
  seal: 1095,
  mac: 36_500,
  authority: 7300,
  token: 365,
}
/** Name of the root certificate of the installation. */
export const authorityName = { commonName: 'Civitas 城枢根证书', organisation: 'Civitas' }

interface Parts {
  kernel: Kernel
  sealer: Sealer
  uses: UseCounter
  /** Keys being read or read a moment ago; many who ask at once wait for one reading. */
  remembered: Map<string, { loading: Promise<LoadedKey | undefined>; until: number }>
}

export function createKeys(kernel: Kernel): KeyRegister {
  const sealer = createSealer(kernel.config.data, kernel.config.secretKey)
  const uses = countUses(kernel)
  const parts: Parts = { kernel, sealer, uses, remembered: new Map() }
  const places: SealedPlace[] = []
  return {
    sign: async (purpose, data) => {
      const key = await loadActive(parts, purpose, 'sign')
      const pair = { publicKey: key.row.public_key as string, privateKey: requireSecret(key) }
      return { keyId: key.row.id, signature: uses.time(key.row.id, 'sign', () => signSm2(data, pair)) }
    },
    verify: async (keyId, data, signature, at) => {
      const key = await loadById(parts, keyId)
      // The same id in other letters stands on a paper that was changed.
      if (!key?.row.public_key || key.row.id !== keyId || key.row.algorithm !== 'SM2')
        return { ok: false, reason: 'unknown-key' }
      const { public_key: publicKey } = key.row
      const holds = uses.time(keyId, 'verify', () => isSignature(data, signature, publicKey))
      return verdictOf(key.row, holds, at ?? kernel.clock.now())
    },
    seal: async (purpose, plain) => {
      const key = await loadActive(parts, purpose, 'seal')
      const secret = Buffer.from(requireSecret(key), 'hex')
      const body = uses.time(key.row.id, 'seal', () => encryptSm4(Buffer.from(plain), secret))
      return `sm4$${purpose}$${key.row.version}$${body}`
    },
    unseal: (text) => unseal(parts, text),
    mac: async (purpose, text) => {
      const key = await loadActive(parts, purpose, 'mac')
      return createHmac('sm3', Buffer.from(requireSecret(key), 'hex'))
        .update(text)
        .digest('hex')
    },
    publish: (keyId) => publish(parts, keyId),
    keepsSealed: (...given) => {
      places.push(...given)
    },
    places,
    rotate: (purpose, usage) => rotate(parts, purpose, usage),
    tokenKeys: async () => {
      await loadActive(parts, 'sign-on', 'token')
      const rows = await store.listUsableKeys(kernel.db, 'sign-on', 'token')
      return rows.map((row) => JSON.parse(sealer.open(row.wrapped as string)) as JsonWebKey)
    },
    authority: () => loadActive(parts, 'root', 'authority'),
    authorityPair: async () => {
      const root = await loadActive(parts, 'root', 'authority')
      return { publicKey: root.row.public_key as string, privateKey: requireSecret(root) }
    },
    forget: () => parts.remembered.clear(),
    stop: uses.stop,
  }
}

function isSignature(data: Uint8Array, signature: string, publicKey: string): boolean {
  if (!isSignatureHex(signature)) return false
  try {
    return isSm2Signature(data, signature, publicKey)
  } catch {
    // A text that is no DER structure at all.
    return false
  }
}

async function unseal(parts: Parts, text: string): Promise<string> {
  const [scheme, purpose, version, body] = text.split('$')
  if (scheme !== 'sm4' || !purpose || !version || !body) throw new Error('keys: this is no sealed text')
  const key = await remember(parts, `${purpose}/seal/${version}`, () =>
    store.findKeyVersion(parts.kernel.db, purpose, 'seal', Number(version)),
  )
  if (!key) throw notFound('密钥', `${purpose} v${version}`)
  const secret = Buffer.from(requireSecret(key), 'hex')
  return parts.uses.time(key.row.id, 'unseal', () => decryptSm4(body, secret).toString('utf8'))
}

function requireSecret(key: LoadedKey): string {
  if (key.secret) return key.secret
  throw conflict('key-destroyed', `密钥“${key.row.purpose}”第 ${key.row.version} 版已销毁，内容不可恢复。`)
}

async function remember(
  parts: Parts,
  name: string,
  find: () => Promise<store.KeyRow | undefined>,
): Promise<LoadedKey | undefined> {
  const now = Date.now()
  const known = parts.remembered.get(name)
  if (known && known.until > now) return known.loading
  if (parts.remembered.size > 5_000) parts.remembered.clear()
  const reading = {
    loading: find().then(
      (row) => row && { row, secret: row.wrapped === null ? null : parts.sealer.open(row.wrapped) },
    ),
    until: now + rememberMs,
  }
  parts.remembered.set(name, reading)
  const forget = () => {
    if (parts.remembered.get(name) === reading) parts.remembered.delete(name)
  }
  const loaded = await reading.loading.catch((error) => {
    forget()
    throw error
  })
  if (!loaded) forget()
  return loaded
}

function loadById(parts: Parts, id: string): Promise<LoadedKey | undefined> {
  if (!isId(id)) return Promise.resolve(undefined)
  return remember(parts, id, () => store.findKey(parts.kernel.db, id))
}

/** The key that signs or seals just now; made at first need, and again when it has come to its end. */
async function loadActive(parts: Parts, purpose: string, usage: store.KeyUsage): Promise<LoadedKey> {
  const name = `${purpose}/${usage}`
  const find = () => store.findActiveKey(parts.kernel.db, purpose, usage)
  const found = await remember(parts, name, find)
  const now = parts.kernel.clock.now()
  if (found && !(found.row.until_time && found.row.until_time <= now)) return found
  if (found) await rotate(parts, purpose, usage)
  else await makeKey(parts, purpose, usage)
  parts.remembered.delete(name)
  const made = await remember(parts, name, find)
  if (!made) throw new Error(`keys: no active key for ${purpose} (${usage})`)
  return made
}

async function rotate(parts: Parts, purpose: string, usage: store.KeyUsage): Promise<store.KeyRow> {
  const made = await parts.kernel.db.transaction(async (tx) => {
    const active = await store.findActiveKey(tx, purpose, usage)
    if (active) await store.changeKey(tx, active.id, { state: 'retired' })
    return insertNext(parts, tx, purpose, usage)
  })
  parts.remembered.clear()
  if (!made) throw conflict('key-changed', '密钥刚被更换，请刷新后再试。')
  return made
}

async function makeKey(parts: Parts, purpose: string, usage: store.KeyUsage): Promise<void> {
  await insertNext(parts, parts.kernel.db, purpose, usage)
}

async function insertNext(
  parts: Parts,
  db: Parameters<typeof store.insertKey>[0],
  purpose: string,
  usage: store.KeyUsage,
): Promise<store.KeyRow | undefined> {
  const version = (await store.lastVersion(db, purpose, usage)) + 1
  const row = await buildKey(parts, purpose, usage, version)
  return (await store.insertKey(db, row)) ? row : undefined
}

async function buildKey(
  parts: Parts,
  purpose: string,
  usage: store.KeyUsage,
  version: number,
): Promise<store.KeyRow> {
  const now = parts.kernel.clock.now()
  const until = new Date(now.getTime() + lifeDays[usage] * dayMs)
  const bare = {
    ...{ id: newId(), purpose, usage, version, state: 'active' as const, from_time: now, until_time: until },
    ...{ revoked_time: null, reason: null, created_time: now },
  }
  if (usage === 'seal' || usage === 'mac') {
    const secret = randomBytes(usage === 'seal' ? 16 : 32).toString('hex')
    const algorithm = usage === 'seal' ? 'SM4' : 'HMAC-SM3'
    return { ...bare, algorithm, public_key: null, wrapped: parts.sealer.seal(secret), certificate: null }
  }
  if (usage === 'token') return { ...bare, ...(await makeTokenKey(parts.sealer, bare.id)) }
  const pair = createSm2KeyPair()
  const root = usage === 'authority' ? undefined : await loadActive(parts, 'root', 'authority')
  const { pem } = signCertificate({
    subject:
      usage === 'authority' ? authorityName : { ...authorityName, commonName: `${purpose} v${version}` },
    issuer: authorityName,
    publicKey: pair.publicKey,
    from: now,
    until,
    isAuthority: usage === 'authority',
    signer: root ? { publicKey: root.row.public_key as string, privateKey: requireSecret(root) } : pair,
  })
  const certificate = root ? pem + root.row.certificate : pem
  const wrapped = parts.sealer.seal(pair.privateKey)
  return { ...bare, algorithm: 'SM2', public_key: pair.publicKey, wrapped, certificate }
}

const makePair = promisify(generateKeyPair)

/** RSA of 2048 bits: what every relying party can check (OpenID Connect Core 15.1). */
async function makeTokenKey(sealer: Sealer, id: string) {
  const pair = await makePair('rsa', { modulusLength: 2048 })
  const named = { kid: id, alg: 'RS256', use: 'sig' }
  const secret = { ...pair.privateKey.export({ format: 'jwk' }), ...named }
  const shown = { ...pair.publicKey.export({ format: 'jwk' }), ...named }
  return {
    ...{ algorithm: 'RS256', public_key: JSON.stringify(shown), certificate: null },
    wrapped: sealer.seal(JSON.stringify(secret)),
  }
}

async function publish(parts: Parts, keyId: string): Promise<PublishedKey> {
  const key = await loadById(parts, keyId)
  const { row } = key ?? {}
  if (!row?.public_key || !row.certificate) throw notFound('公钥', keyId)
  return {
    keyId: row.id,
    publicKey: row.public_key,
    certificate: row.certificate,
    state: row.state === 'destroyed' ? 'retired' : row.state,
    from: row.from_time.toISOString(),
    until: row.until_time?.toISOString() ?? null,
    revokedTime: row.revoked_time?.toISOString() ?? null,
  }
}
