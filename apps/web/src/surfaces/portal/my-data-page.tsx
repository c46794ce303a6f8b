import { getMyIdentity, listMyDataUses } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, useTexts } from '@civitas/ui'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { Consents } from './consents/consents.tsx'
import { myDataTexts } from './my-data.texts.ts'
import { MyRights } from './my-rights.tsx'
import styles from './portal.module.css'

/** 谁用了我的数据: which unit used which items of oneself, when and for what (PLT-053, PLT-058). */
export function MyDataPage() {
  const texts = useTexts(myDataTexts)
  const read = useRead(listMyDataUses, { query: { limit: 100 } })
  const me = useRead(getMyIdentity, {})
  const isKnown = me.data?.isConfirmed === true && me.data.person !== null
  return (
    <section className={styles.block}>
      <h1>{texts.title}</h1>
      <p className={styles.quiet}>{texts.why}</p>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data && me.data && !read.data.isVerified && !isKnown ? (
        <EmptyState title={texts.unverified} why={texts.unverifiedWhy} />
      ) : null}
      {(read.data?.isVerified || isKnown) && read.data?.total === 0 ? (
        <EmptyState title={texts.none} />
      ) : null}
      <ul className={styles.own}>
        {(read.data?.items ?? []).map((use) => (
          <li key={use.id}>
            <h2>
              {texts.used(use.organisationName ?? use.caller, use.datasetName ?? use.abilityTitle ?? '')}
            </h2>
            <p>{texts.for(use.purpose)}</p>
            <p className={styles.quiet}>
              {formatTime(use.time)} · {texts.ways[use.way]} ·{' '}
              {texts.items(use.fields.map((name) => use.fieldTitles[name] ?? name).join('、'))}
            </p>
          </li>
        ))}
      </ul>
      <Consents />
      {read.data?.isVerified ? <MyRights /> : null}
    </section>
  )
}
