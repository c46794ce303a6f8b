import { describe, expect, it } from 'vitest'
import {
  createSm2KeyPair,
  decryptSm4,
  encryptSm4,
  hashPassword,
  isPassword,
  isSm2Signature,
  signSm2,
  sm3,
} from './crypto.ts'

describe('SM3 (GB/T 32905-2016, annex A)', () => {
  it('A.1: abc', () => {
    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
  })
  it('A.2: abcd sixteen times', () => {
    expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
  })
})

describe('SM4', () => {
  const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
  it('gives back what was sealed, and refuses what was changed', () => {
    const sealed = encryptSm4(Buffer.from('云川市'), key)
    expect(decryptSm4(sealed, key).toString()).toBe('云川市')
    const changed = Buffer.from(sealed, 'base64')
    changed[changed.length - 1] = (changed[changed.length - 1] as number) ^ 1
    expect(() => decryptSm4(changed.toString('base64'), key)).toThrow('changed')
  })
})

describe('SM2 (GB/T 32918.2)', () => {
  it('signs, and verifies nothing but what was signed', () => {
    const pair = createSm2KeyPair()
    const signature = signSm2(Buffer.from('案件'), pair)
    expect(isSm2Signature(Buffer.from('案件'), signature, pair.publicKey)).toBe(true)
    expect(isSm2Signature(Buffer.from('案卷'), signature, pair.publicKey)).toBe(false)
  })
})

describe('passwords', () => {
  it('are known again, others are not', async () => {
    const stored = await hashPassword('correct horse battery')
    expect(stored).not.toContain('correct')
    expect(await isPassword('correct horse battery', stored)).toBe(true)
    expect(await isPassword('correct horse batter', stored)).toBe(false)
  })
})
