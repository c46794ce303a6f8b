import { listServiceBundles, type ServiceBundle, startBundleCase } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useSession } from '../../../app/session.ts'
import portal from '../portal.module.css'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** The guide of a bundle with its five unified elements. */
export function BundlePage() {
  const { id = '' } = useParams()
  const texts = useTexts(serviceTexts)
  const read = useRead(listServiceBundles, {}, { staleMs: 60_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const bundle = read.data.items.find((one) => one.id === id)
  return bundle ? <Guide bundle={bundle} /> : <EmptyState title={texts.none} />
}

function Guide({ bundle }: { bundle: ServiceBundle }) {
  const texts = useTexts(serviceTexts)
  const { days, materials, visits } = bundle.separately
  return (
    <>
      <Link to="/portal/services" className={portal.backLink}>
        ← {texts.title}
      </Link>
      <h1>{bundle.title}</h1>
      <p className={portal.lead}>
        {texts.limit(bundle.limitDays)} · {texts.guide.saved(days, materials, visits)}
      </p>
      <Start bundle={bundle} />
      <dl className={styles.facts}>
        <div>
          <dt>{texts.guide.scope}</dt>
          <dd>{bundle.scope}</dd>
        </div>
        <div>
          <dt>{texts.guide.members}</dt>
          <dd>
            <ul>
              {bundle.members.map((one) => (
                <li key={one.itemId}>
                  <Link to={`/portal/services/${one.itemId}`}>{one.title}</Link>
                  <span className={styles.quiet}>
                    （{one.organisation}，{texts.limit(one.promisedDays)}）
                  </span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
        <div>
          <dt>{texts.guide.materials}</dt>
          <dd>
            <ol>
              {bundle.materials.map((one) => (
                <li key={one.code}>{one.title}</li>
              ))}
            </ol>
          </dd>
        </div>
        <div>
          <dt>{texts.guide.flow}</dt>
          <dd>{bundle.flow}</dd>
        </div>
      </dl>
    </>
  )
}

function Start({ bundle }: { bundle: ServiceBundle }) {
  const texts = useTexts(serviceTexts)
  const app = useTexts(appTexts)
  const session = useSession()
  const navigate = useNavigate()
  const start = useMutation({
    mutationFn: () => client.call(startBundleCase, { body: { bundleId: bundle.id } }),
    onSuccess: (made) => navigate(`/portal/bundle-cases/${made.id}/form`),
  })
  return (
    <>
      {start.error ? (
        <p className={portal.error} role="alert">
          {problemWords(start.error, app).title}
        </p>
      ) : null}
      <div className={portal.buttons}>
        {session ? (
          <button
            type="button"
            className={portal.go}
            disabled={start.isPending}
            onClick={() => start.mutate()}
          >
            {texts.startBundle}
          </button>
        ) : (
          <Link to="/portal/account" className={portal.go}>
            {texts.signIn}
          </Link>
        )}
      </div>
    </>
  )
}
