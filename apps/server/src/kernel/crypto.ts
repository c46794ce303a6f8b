import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { sm2 } from 'sm-crypto-v2'

/** SM3 digest (GB/T 32905-2016), lower-case hex. */
export function sm3(data: string | Uint8Array): string {
  return createHash('sm3').update(data).digest('hex')
}

/**
 * Encrypts with SM4 (GB/T 32907-2016) in counter mode under a 16-byte key, with an SM3-based tag over nonce and
 * ciphertext. Answers nonce, tag and ciphertext joined, base64.
 */
export function encryptSm4(plain: Uint8Array, key: Uint8Array): string {
  const nonce = randomBytes(16)
  const cipher = createCipheriv('sm4-ctr', key, nonce)
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, tagOf(nonce, body, key), body]).toString('base64')
}

/** Undoes `encryptSm4`; throws when the text was changed or the key is another. */
export function decryptSm4(sealed: string, key: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed, 'base64')
  const nonce = bytes.subarray(0, 16)
  const body = bytes.subarray(48)
  if (!timingSafeEqual(bytes.subarray(16, 48), tagOf(nonce, body, key))) {
    throw new Error('sm4: the sealed text was changed or the key is another')
  }
  const decipher = createDecipheriv('sm4-ctr', key, nonce)
  return Buffer.concat([decipher.update(body), decipher.final()])
}

function tagOf(nonce: Uint8Array, body: Uint8Array, key: Uint8Array): Buffer {
  const inner = createHash('sm3').update(pad(key, 0x36)).update(nonce).update(body).digest()
  return createHash('sm3').update(pad(key, 0x5c)).update(inner).digest()
}

/** HMAC key block (RFC 2104) for a 64-byte hash block. */
function pad(key: Uint8Array, byte: number): Buffer {
  const block = Buffer.alloc(64, byte)
  for (let i = 0; i < key.length; i++) block[i] = (block[i] ?? 0) ^ (key[i] ?? 0)
  return block
}

export interface Sm2KeyPair {
  publicKey: string
  privateKey: string
}

export function createSm2KeyPair(): Sm2KeyPair {
  return sm2.generateKeyPairHex()
}

/** SM2 signature (GB/T 32918.2-2016) with SM3 and the default user id, DER, hex. */
export function signSm2(data: Uint8Array, pair: Sm2KeyPair): string {
  return sm2.doSignature(data, pair.privateKey, { hash: true, der: true, publicKey: pair.publicKey })
}

export function isSm2Signature(data: Uint8Array, signature: string, publicKey: string): boolean {
  return sm2.doVerifySignature(data, signature, publicKey, { hash: true, der: true })
}

const passwordCost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** Hashes a password with scrypt (RFC 7914) and a fresh salt: `scrypt$<salt>$<hash>`, hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `scrypt$${salt.toString('hex')}$${(await derive(password, salt)).toString('hex')}`
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, salt, hash] = stored.split('$')
  if (!salt || !hash) return false
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'hex')), Buffer.from(hash, 'hex'))
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, passwordCost, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** A random secret of 256 bits, URL-safe; for tokens and device keys, whose stored form is `hashSecret`. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Stored form of a high-entropy secret; a slow hash would add nothing to 256 random bits. */
export function hashSecret(secret: string): string {
  return sm3(secret)
}
