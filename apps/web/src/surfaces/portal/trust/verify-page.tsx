import { type LicenceVerdict, verifyLicence, verifyLicenceFile } from '@civitas/sdk'
import { Loading, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import portal from '../portal.module.css'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** 核验证照: by identifier, by the QR code that leads here, or by the file; nobody has to sign in. */
export function VerifyPage() {
  const { identifier } = useParams()
  const { verify: texts } = useTexts(trustTexts)
  const navigate = useNavigate()
  const [words, setWords] = useState(identifier ?? '')
  const read = useRead(
    verifyLicence,
    { params: { identifier: identifier ?? '' } },
    { enabled: Boolean(identifier) },
  )
  const upload = useMutation({
    mutationFn: async (file: File) =>
      client.call(verifyLicenceFile, { body: { file: await toBase64(file) } }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    upload.reset()
    void navigate(`/portal/verify/${encodeURIComponent(words.trim())}`)
  }
  const verdict = upload.data ?? read.data
  const error = upload.error ?? (identifier ? read.error : null)
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      <p className={portal.quiet}>{texts.why}</p>
      {identifier && read.isPending ? <Loading /> : null}
      {error ? (
        <p role="alert" className={portal.error}>
          {error.message}
        </p>
      ) : null}
      {verdict ? <Verdict verdict={verdict} /> : null}
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={texts.identifier}
          required
          maxLength={120}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="submit" className={portal.go}>
          {texts.check}
        </button>
      </form>
      <label className={`${portal.go} ${portal.second}`}>
        {texts.file}
        <input
          type="file"
          className={portal.file}
          accept="application/pdf,application/json"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) upload.mutate(file)
          }}
        />
      </label>
    </section>
  )
}

function Verdict({ verdict }: { verdict: LicenceVerdict }) {
  const { verify: texts, licence, wallet } = useTexts(trustTexts)
  const good = verdict.verdict === 'valid'
  const facts = [
    [licence.number, verdict.number],
    [licence.holder, verdict.holderName],
    [licence.issuer, verdict.issuerName],
    [licence.valid, verdict.number ? (verdict.validUntil ?? wallet.forever) : null],
  ].filter(([, value]) => value)
  return (
    <div role="status">
      <p className={good ? portal.panel : portal.error}>
        <strong className={styles.count}>
          {verdict.typeTitle} {texts.verdicts[verdict.verdict]}
        </strong>
        <br />
        {verdict.text}
      </p>
      <dl className={styles.facts}>
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {verdict.checks.length > 0 ? <h2>{texts.checks}</h2> : null}
      <ul className={portal.own}>
        {verdict.checks.map((one) => (
          <li key={one.check}>
            {one.passed ? '✓' : '✗'} {one.check}：{one.detail}
          </li>
        ))}
      </ul>
    </div>
  )
}
