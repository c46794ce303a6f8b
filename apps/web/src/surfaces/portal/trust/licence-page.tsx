import { downloadLicencePdf, getLicence } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import { AuthoriseForm, LicenceUses } from './licence-uses.tsx'
import { QrCode } from './qr-code.tsx'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** One licence: what it states, its code to verify, who may and who did use it. */
export function LicencePage() {
  const { id = '' } = useParams()
  const { licence: texts, states, wallet } = useTexts(trustTexts)
  const read = useRead(getLicence, { params: { id } })
  const download = useMutation({
    mutationFn: async () => {
      const file = await client.call(downloadLicencePdf, { params: { id }, query: {} })
      const url = URL.createObjectURL(new Blob([file as BlobPart], { type: 'application/pdf' }))
      const link = Object.assign(document.createElement('a'), { href: url, download: `${id}.pdf` })
      link.click()
      URL.revokeObjectURL(url)
    },
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { licence, verifyUrl } = read.data
  const facts = [
    [texts.number, licence.number],
    [texts.holder, licence.holderName],
    ...licence.fields.filter((one) => one.id !== 'name').map((one) => [one.title, one.value]),
    [texts.issuer, licence.issuerName],
    [texts.valid, `${licence.validFrom} — ${licence.validUntil ?? wallet.forever}`],
    [texts.identifier, licence.identifier],
  ]
  const address = verifyUrl.startsWith('/') ? `${window.location.origin}${verifyUrl}` : verifyUrl
  return (
    <section className={portal.block}>
      <h1>{licence.typeTitle}</h1>
      <p>
        <span className={`${styles.state} ${licence.state === 'valid' ? '' : styles.bad}`}>
          {states[licence.state]}
        </span>{' '}
        {licence.sealed ? texts.sealed : null} {licence.stateReason}
      </p>
      <dl className={styles.facts}>
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <figure className={`${styles.qr} ${styles.small}`}>
        <QrCode text={address} label={texts.scan} />
        <figcaption className={portal.quiet}>{texts.scan}</figcaption>
      </figure>
      <button
        type="button"
        className={portal.go}
        disabled={download.isPending}
        onClick={() => download.mutate()}
      >
        {texts.download}
      </button>
      {download.error ? <p role="alert">{download.error.message}</p> : null}
      {licence.state === 'valid' ? <AuthoriseForm licenceId={id} /> : null}
      <LicenceUses licence={licence} />
    </section>
  )
}
