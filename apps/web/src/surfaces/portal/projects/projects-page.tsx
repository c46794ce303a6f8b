import { listMyProjects } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import portal from '../portal.module.css'
import services from '../services/services.module.css'

/** 我的工程项目: projects of the builder one acts for. */
export function ProjectsPage() {
  const texts = useTexts(projectTexts)
  const read = useRead(listMyProjects, { query: { limit: 100 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <>
      <h1>{texts.mine}</h1>
      <p className={portal.lead}>{texts.lead}</p>
      <div className={portal.buttons}>
        <Link to="/portal/projects/new" className={portal.go}>
          {texts.register}
        </Link>
      </div>
      {read.data.total === 0 ? <EmptyState title={texts.empty} why={texts.ownEmptyWhy} /> : null}
      <ul className={services.cards}>
        {read.data.items.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/projects/${one.id}`} className={services.card}>
              <strong>{one.name}</strong>
              <span>{one.stage ?? texts.states[one.state]}</span>
              <span className={services.quiet}>
                {one.code} · {texts.used} {texts.usedOf(one.usedDays, one.limitDays)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
