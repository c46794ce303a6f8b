import { randomBytes } from 'node:crypto'
import { AsnConvert, AsnSerializer, OctetString } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificateList,
  CRLReason,
  CRLReasons,
  Extension,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_cRLReasons,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  RevokedCertificate,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  TBSCertList,
  Time,
  Validity,
  Version,
} from '@peculiar/asn1-x509'
import { type Sm2KeyPair, signSm2, sm3 } from '../../../kernel/crypto.ts'

/** SM2 with SM3 (GM/T 0006-2012); elliptic curve public key; the SM2 curve. */
const oids = {
  sm2WithSm3: '1.2.156.10197.1.501',
  ecPublicKey: '1.2.840.10045.2.1',
  sm2: '1.2.156.10197.1.301',
}
const nameOids = {
  commonName: '2.5.4.3',
  organisation: '2.5.4.10',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
}

/** Whom a certificate is for; parts of its distinguished name. */
export interface CertificateName {
  commonName: string
  organisation?: string
  /** Number of the holder in the sense of GB/T 20518, 5.2.4.6, for those whose number is public. */
  serialNumber?: string
}

export interface CertificateInput {
  subject: CertificateName
  issuer: CertificateName
  /** Public key of the holder: SM2 point in hex (04…) or a whole SubjectPublicKeyInfo (DER). */
  publicKey: string | Uint8Array
  from: Date
  until: Date
  isAuthority: boolean
  signer: Sm2KeyPair
}

/** A fresh certificate serial: 127 random bits, positive (RFC 5280, 4.1.2.2), hex. */
function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] as number) & 0x7f) | 1
  return bytes.toString('hex')
}

/**
 * Signs a certificate with SM2 and SM3: X.509 v3 in the profile of GB/T 20518-2018 (RFC 5280 with the algorithms of
 * GM/T 0015). Answers its PEM and its serial in hex.
 */
export function signCertificate(input: CertificateInput): { pem: string; serial: string } {
  const serial = newSerial()
  const info = toPublicKeyInfo(input.publicKey)
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: toBuffer(Buffer.from(serial, 'hex')),
    signature: sm2WithSm3(),
    issuer: toName(input.issuer),
    validity: new Validity({ notBefore: input.from, notAfter: input.until }),
    subject: toName(input.subject),
    subjectPublicKeyInfo: info,
  })
  const usage = input.isAuthority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation
  tbs.extensions = new Extensions([
    extension(id_ce_basicConstraints, new BasicConstraints(input.isAuthority ? { cA: true } : {}), true),
    extension(id_ce_keyUsage, new KeyUsage(usage), true),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(info.subjectPublicKey))),
    extension(id_ce_authorityKeyIdentifier, authorityIdentifier(input.signer.publicKey)),
  ])
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: sm2WithSm3(),
    signatureValue: signStructure(tbs, input.signer),
  })
  return { pem: toPem(AsnSerializer.serialize(certificate), 'CERTIFICATE'), serial }
}

export interface RevokedSerial {
  serial: string
  time: Date
}

/** A list of revoked certificates (CRL v2, RFC 5280 clause 5), signed with SM2 and SM3, PEM. */
export function signRevocationList(input: {
  issuer: CertificateName
  signer: Sm2KeyPair
  now: Date
  next: Date
  revoked: RevokedSerial[]
}): string {
  const tbs = new TBSCertList({
    version: Version.v2,
    signature: sm2WithSm3(),
    issuer: toName(input.issuer),
    thisUpdate: new Time(input.now),
    nextUpdate: new Time(input.next),
    revokedCertificates: input.revoked.map(
      ({ serial, time }) =>
        new RevokedCertificate({
          userCertificate: toBuffer(Buffer.from(serial, 'hex')),
          revocationDate: new Time(time),
          crlEntryExtensions: [extension(id_ce_cRLReasons, new CRLReason(CRLReasons.unspecified))],
        }),
    ),
  })
  // An empty sequence is not allowed: without revoked certificates the field is absent.
  if (input.revoked.length === 0) delete (tbs as { revokedCertificates?: unknown }).revokedCertificates
  const list = new CertificateList({
    tbsCertList: tbs,
    signatureAlgorithm: sm2WithSm3(),
    signature: signStructure(tbs, input.signer),
  })
  return toPem(AsnSerializer.serialize(list), 'X509 CRL')
}

function signStructure(structure: object, signer: Sm2KeyPair): ArrayBuffer {
  const bytes = new Uint8Array(AsnSerializer.serialize(structure))
  return toBuffer(Buffer.from(signSm2(bytes, signer), 'hex'))
}

function sm2WithSm3(): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithm: oids.sm2WithSm3 })
}

function toPublicKeyInfo(publicKey: string | Uint8Array): SubjectPublicKeyInfo {
  if (typeof publicKey !== 'string') return AsnConvert.parse(publicKey, SubjectPublicKeyInfo)
  // The parameters of the algorithm are the object identifier of the curve.
  const curve = new Uint8Array([0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d])
  return new SubjectPublicKeyInfo({
    algorithm: new AlgorithmIdentifier({ algorithm: oids.ecPublicKey, parameters: toBuffer(curve) }),
    subjectPublicKey: toBuffer(Buffer.from(publicKey, 'hex')),
  })
}

function toName({ commonName, organisation, serialNumber }: CertificateName): Name {
  const parts: [string, string | undefined][] = [
    [nameOids.country, 'CN'],
    [nameOids.organisation, organisation],
    [nameOids.serialNumber, serialNumber],
    [nameOids.commonName, commonName],
  ]
  return new Name(
    parts.flatMap(([type, value]) =>
      value === undefined
        ? []
        : [new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value: toText(type, value) })])],
    ),
  )
}

/** Country and serial number are printable strings (RFC 5280, appendix A), everything else UTF-8. */
function toText(type: string, value: string): AttributeValue {
  const isPrintable = type === nameOids.country || type === nameOids.serialNumber
  return new AttributeValue(isPrintable ? { printableString: value } : { utf8String: value })
}

function keyIdentifier(publicKey: ArrayBuffer): ArrayBuffer {
  return toBuffer(Buffer.from(sm3(new Uint8Array(publicKey)), 'hex').subarray(0, 20))
}

function authorityIdentifier(publicKey: string): AuthorityKeyIdentifier {
  const id = keyIdentifier(toBuffer(Buffer.from(publicKey, 'hex')))
  return new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(id) })
}

function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnSerializer.serialize(value)) })
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer as ArrayBuffer
}

function toPem(der: ArrayBuffer, label: string): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g) as string[]
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
