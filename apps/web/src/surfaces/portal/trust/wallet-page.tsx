import { listMyLicences } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** 我的证照: every licence of whom one acts for (PLT-084). */
export function WalletPage() {
  const { wallet, states } = useTexts(trustTexts)
  const read = useRead(listMyLicences, { query: { limit: 100 } })
  return (
    <section className={portal.block}>
      <h1>{wallet.title}</h1>
      <p className={portal.quiet}>{wallet.why}</p>
      <p className={styles.links}>
        <Link className={portal.go} to="/portal/code">
          {wallet.code}
        </Link>
        <Link className={`${portal.go} ${portal.second}`} to="/portal/credit">
          {wallet.credit}
        </Link>
        <Link className={`${portal.go} ${portal.second}`} to="/portal/verify">
          {wallet.verify}
        </Link>
      </p>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data?.total === 0 ? <EmptyState title={wallet.none} why={wallet.noneWhy} /> : null}
      <ul className={styles.cards}>
        {(read.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <Link
              to={`/portal/licences/${one.id}`}
              className={`${styles.card} ${one.state === 'valid' ? '' : styles.ended}`}
            >
              <strong>{one.typeTitle}</strong>
              <span>{one.holderName}</span>
              <span className={portal.quiet}>
                {one.issuerName} · {one.validUntil ? wallet.until(one.validUntil) : wallet.forever}
              </span>
              <span className={`${styles.state} ${one.state === 'valid' ? '' : styles.bad}`}>
                {states[one.state]}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
