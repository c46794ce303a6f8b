import { listServiceBundles, listServiceScenes, searchServiceItems } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { useId, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** 办事服务: found by everyday words, by situation of life, or as a bundle. */
export function ServicesPage() {
  const texts = useTexts(serviceTexts)
  const [parameters, setParameters] = useSearchParams()
  const search = parameters.get('q') ?? ''
  const scene = parameters.get('scene') ?? ''
  const [words, setWords] = useState(search)
  const id = useId()
  return (
    <>
      <h1>{texts.title}</h1>
      <p className={portal.lead}>{texts.lead}</p>
      <form
        className={styles.find}
        onSubmit={(event) => {
          event.preventDefault()
          setParameters(words.trim() ? { q: words.trim() } : {})
        }}
      >
        <label htmlFor={id}>{texts.search}</label>
        <input
          id={id}
          type="search"
          maxLength={100}
          placeholder={texts.searchHint}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="submit" className={portal.go}>
          {texts.search}
        </button>
      </form>
      <Bundles search={search} scene={scene} />
      <Scenes chosen={scene} />
      <Found search={search} scene={scene} />
    </>
  )
}

function Bundles({ search, scene }: { search: string; scene: string }) {
  const texts = useTexts(serviceTexts)
  const read = useRead(listServiceBundles, {}, { staleMs: 300_000 })
  const shown = (read.data?.items ?? []).filter(
    (one) => (!scene || one.scenes.includes(scene)) && (!search || isAbout(one, search)),
  )
  if (shown.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{texts.bundles}</h2>
      <ul className={styles.cards}>
        {shown.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/bundles/${one.id}`} className={`${styles.card} ${styles.big}`}>
              <strong>{one.title}</strong>
              <span>{one.scope}</span>
              <span className={styles.quiet}>{texts.limit(one.limitDays)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function isAbout(bundle: { title: string; scope: string; flow: string }, search: string): boolean {
  const letters = [...search]
  const pairs = letters.slice(0, -1).map((letter, at) => letter + letters[at + 1])
  const text = bundle.title + bundle.scope + bundle.flow
  return pairs.some((pair) => text.includes(pair))
}

function Scenes({ chosen }: { chosen: string }) {
  const texts = useTexts(serviceTexts)
  const read = useRead(listServiceScenes, {}, { staleMs: 300_000 })
  return (
    <section className={styles.section}>
      <h2>{texts.scenes}</h2>
      <ul className={styles.scenes}>
        {(read.data?.items ?? []).map(({ scene }) => (
          <li key={scene}>
            <Link
              to={`/portal/services?scene=${encodeURIComponent(scene)}`}
              aria-current={scene === chosen ? 'true' : undefined}
            >
              {scene}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Found({ search, scene }: { search: string; scene: string }) {
  const texts = useTexts(serviceTexts)
  const query = { limit: 60, ...(search ? { search } : {}), ...(scene ? { scene } : {}) }
  const read = useRead(searchServiceItems, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  if (read.data.total === 0) return <EmptyState title={texts.none} why={texts.noneWhy} />
  return (
    <section className={styles.section}>
      <h2>{search || scene ? texts.found(read.data.total) : texts.all}</h2>
      <ul className={styles.cards}>
        {read.data.items.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/services/${one.id}`} className={styles.card}>
              <strong>{one.title}</strong>
              <span>{one.organisation}</span>
              <span className={styles.quiet}>
                {texts.limit(one.promisedDays)} · {texts.materials(one.materials)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
