import { getPlan, type OperationOutput } from '@civitas/sdk'
import { LevelTag, Loading, usePick, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import styles from './library.module.css'
import { libraryTexts } from './library.texts.ts'

type Detail = OperationOutput<typeof getPlan>
type Document = Detail['versions'][number]['document']

/** 岗位卡: one page for each post of a plan, with who holds it today and what it does at each level. */
export function PostCardsPage() {
  const { id = '' } = useParams()
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  const read = useRead(getPlan, { params: { planId: id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const current = read.data?.versions.find((one) => one.state === 'approved') ?? read.data?.versions[0]
  if (!read.data || !current) return <Loading />
  return (
    <Page
      backTo={`/console/plans/${id}`}
      title={texts.postCards}
      under={texts.postCardsUnder(pick(current.document.title), String(current.version))}
      acts={
        <Button type="primary" onClick={() => window.print()}>
          {texts.print}
        </Button>
      }
    >
      {read.data.posts.map((post) => (
        <PostCard key={post.post} post={post} document={current.document} version={current.version} />
      ))}
    </Page>
  )
}

interface PostCardProps {
  post: Detail['posts'][number]
  document: Document
  version: number
}

function PostCard({ post, document, version }: PostCardProps) {
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  const levels = document.levels
    .map((level) => ({ level: level.level, tasks: level.tasks.filter((one) => one.post === post.post) }))
    .filter((one) => one.tasks.length > 0)
  const commander = document.posts.find((one) => one.id === 'commander')
  return (
    <article className={styles.sheet}>
      <header>
        <h2>{pick(post.title)}</h2>
        <span className={styles.muted}>
          {pick(document.title)} V{version}
        </span>
      </header>
      <table>
        <tbody>
          <tr>
            <th>{texts.holder}</th>
            <td className={post.holder ? styles.big : styles.red}>{post.holder?.name ?? texts.vacant}</td>
            <th>{texts.phone}</th>
            <td className={styles.number}>{post.holder?.phone ?? '—'}</td>
          </tr>
          <tr>
            <th>{texts.unit}</th>
            <td>{post.organisation || '—'}</td>
            <th>{commander ? pick(commander.title) : '—'}</th>
            <td>{commander?.organisation ?? '—'}</td>
          </tr>
        </tbody>
      </table>
      {levels.length === 0 ? <p className={styles.muted}>{texts.noTasks}</p> : null}
      {levels.map(({ level, tasks }) => (
        <section key={level}>
          <h3>
            <LevelTag level={level} long />
          </h3>
          <table>
            <tbody>
              {tasks.map((task, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: tasks keep their order
                <tr key={index}>
                  <td>{pick(task.title)}</td>
                  <td className={styles.number}>{texts.minutes(String(task.withinMinutes))}</td>
                  <td>{task.output ? `${texts.output}：${pick(task.output)}` : '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </article>
  )
}
