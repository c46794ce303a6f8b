import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSealer } from './sealed.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'civitas-sealed-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('createSealer', () => {
  it('opens what it has sealed, also after a restart, and hides it', () => {
    const sealed = createSealer(folder, undefined).seal('密钥 123')
    expect(sealed).not.toContain('123')
    expect(createSealer(folder, undefined).open(sealed)).toBe('密钥 123')
    expect(statSync(join(folder, 'tls/secret.key')).mode & 0o077).toBe(0)
  })

  it('opens nothing that was sealed with another key', () => {
    const sealed = createSealer(folder, '00'.repeat(16)).seal('x')
    expect(() => createSealer(folder, '11'.repeat(16)).open(sealed)).toThrow(/another/)
  })
})
