import 'reflect-metadata'
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { invalid } from '../../../kernel/problem.ts'

x509.cryptoProvider.set(webcrypto as Crypto)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000

/** The certificate authority of this installation: it signs the certificates of devices, and of the server when none is given. */
export interface DeviceAuthority {
  /** Its own certificate, PEM; devices trust it. */
  readonly certificate: string
  /** Certificate and key of the TLS listener. */
  readonly server: { cert: string; key: string }
  /** Signs for a device: of its certificate request, or with a key pair made here. */
  issue(name: string, until: Date, request: string | undefined, now: Date): Promise<IssuedCertificate>
}

export interface IssuedCertificate {
  /** PEM with the authority’s certificate behind it. */
  certificate: string
  /** SHA-256 of the certificate, upper-case hex in pairs, as TLS gives it. */
  fingerprint: string
  /** PKCS #8 PEM, when the key pair was made here. */
  privateKey?: string
}

/**
 * Opens the authority kept in the data directory, or makes it at the first start: ECDSA over P-256 (RFC 5480),
 * certificates after RFC 5280. The private keys never leave the directory and can be read by the owner only.
 */
export async function openAuthority(
  folder: string,
  given: { cert: string; key: string } | undefined,
  now: Date,
): Promise<DeviceAuthority> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const ca = await readOrMake(folder, 'ca', () => makeRoot(now))
  const root = new x509.X509Certificate(ca.cert)
  const rootKey = await importKey(ca.key)
  const server =
    given ??
    (await readOrMake(folder, 'server', async () => {
      const keys = await makeKeys()
      const cert = await sign(
        root,
        rootKey,
        'CN=civitas',
        keys.publicKey,
        now,
        new Date(now.getTime() + 825 * dayMs),
        {
          server: true,
        },
      )
      return { cert: `${cert.toString('pem')}\n${ca.cert}`, key: await exportKey(keys.privateKey) }
    }))
  return {
    certificate: ca.cert,
    server,
    issue: async (name, until, request, at) => {
      const keys = request === undefined ? await makeKeys() : undefined
      const publicKey = keys ? keys.publicKey : await readRequest(request as string)
      const cert = await sign(root, rootKey, [{ CN: [name] }], publicKey, at, until, { server: false })
      const digest = createHash('sha256').update(Buffer.from(cert.rawData)).digest('hex').toUpperCase()
      return {
        certificate: `${cert.toString('pem')}\n${ca.cert}`,
        fingerprint: (digest.match(/../g) as string[]).join(':'),
        ...(keys ? { privateKey: await exportKey(keys.privateKey) } : {}),
      }
    },
  }
}

async function readOrMake(
  folder: string,
  name: string,
  make: () => Promise<{ cert: string; key: string }>,
): Promise<{ cert: string; key: string }> {
  const [certFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  if (existsSync(certFile) && existsSync(keyFile))
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  const made = await make()
  writeFileSync(keyFile, made.key, { mode: 0o600 })
  writeFileSync(certFile, made.cert, { mode: 0o644 })
  return made
}

async function makeRoot(now: Date): Promise<{ cert: string; key: string }> {
  const keys = await makeKeys()
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Civitas device authority',
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 7300 * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: cert.toString('pem'), key: await exportKey(keys.privateKey) }
}

async function sign(
  root: x509.X509Certificate,
  rootKey: CryptoKey,
  subject: x509.JsonName | string,
  publicKey: x509.PublicKeyType,
  now: Date,
  until: Date,
  { server }: { server: boolean },
): Promise<x509.X509Certificate> {
  const usage = server ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth
  const names: x509.JsonGeneralNames = [
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ]
  return x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject,
    issuer: root.subjectName,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: until,
    signingAlgorithm: algorithm,
    publicKey,
    signingKey: rootKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      await x509.AuthorityKeyIdentifierExtension.create(root),
      ...(server ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  })
}

/** The public key of a certificate request (PKCS #10), once its own signature holds. */
async function readRequest(pem: string): Promise<x509.PublicKeyType> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem)
    if (await request.verify()) return request.publicKey
  } catch {
    throw invalid('/body/publicKey', '不是 PEM 格式的证书请求（PKCS #10）')
  }
  throw invalid('/body/publicKey', '证书请求的签名不对')
}

function makeKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>
}

async function exportKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

function importKey(pem: string): Promise<CryptoKey> {
  const der = x509.PemConverter.decodeFirst(pem)
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']) as Promise<CryptoKey>
}

/** 127 random bits, positive (RFC 5280, 4.1.2.2). */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0] as number) & 0x7f || 1
  return bytes.toString('hex')
}
