import { useTexts } from '@civitas/ui'
import { useSearchParams } from 'react-router'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

/** How programs have the data. */
export function DevelopersPage() {
  const words = useTexts(openTexts).developers
  const site = window.location.origin
  const ways = [
    { title: words.files, why: words.filesWhy, lines: [`${site}/api/open/datasets/{name}/files/csv`] },
    {
      title: words.api,
      why: words.apiWhy,
      lines: [`${site}/api/open/datasets/{name}/records?key={key}&limit=100`],
    },
    {
      ...{ title: words.ckan, why: words.ckanWhy },
      lines: [
        `${site}/api/3/action/package_search?q={words}`,
        `${site}/api/3/action/datastore_search?resource_id={id}&limit=5`,
      ],
    },
    { title: words.dcat, why: words.dcatWhy, lines: [`${site}/catalogue.jsonld`, `${site}/catalogue.ttl`] },
  ]
  return (
    <main className={styles.main}>
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <ul className={styles.list}>
        {ways.map((way) => (
          <li key={way.title}>
            <h2>{way.title}</h2>
            <p>{way.why}</p>
            {way.lines.map((line) => (
              <code key={line} className={styles.code}>
                GET {line}
              </code>
            ))}
          </li>
        ))}
      </ul>
    </main>
  )
}

/** What one may do with the data. */
export function LicencePage() {
  const words = useTexts(openTexts).licence
  const [params] = useSearchParams()
  return (
    <main className={styles.main}>
      <h1>{params.get('name') ?? words.title}</h1>
      <ol>
        {words.text.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </main>
  )
}
