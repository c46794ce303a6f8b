import { type EstateSigning, listMyEstateSignings, signEstateTransfer } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** Transfers of units the caller owns, to be signed; nothing where there are none (SOC-010). */
export function EstateSignings() {
  const { signings: texts } = useTexts(serviceTexts)
  const read = useRead(listMyEstateSignings, { query: { limit: 50 } })
  const items = read.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{texts.title}</h2>
      <p className={styles.quiet}>{texts.why}</p>
      <ul className={styles.cards}>
        {items.map((one) => (
          <li key={one.applicationId} className={styles.card}>
            <Signing one={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Signing({ one }: { one: EstateSigning }) {
  const { signings: texts } = useTexts(serviceTexts)
  const sign = useMutation({
    mutationFn: () => client.call(signEstateTransfer, { params: { id: one.applicationId } }),
    onSuccess: () => refresh(listMyEstateSignings),
  })
  return (
    <>
      <strong>{one.address}</strong>
      <span>{texts.to(one.buyerName)}</span>
      <span className={styles.quiet}>
        {one.unit} · {one.number}
      </span>
      {one.time ? (
        <span>{texts.signed(formatTime(one.time))}</span>
      ) : (
        <div className={portal.buttons}>
          <button type="button" className={portal.go} disabled={sign.isPending} onClick={() => sign.mutate()}>
            {texts.sign}
          </button>
        </div>
      )}
      {sign.error ? <span role="alert">{sign.error.message}</span> : null}
    </>
  )
}
