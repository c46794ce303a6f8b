import {
  getProject,
  type ProjectDetail,
  type ProjectStageView,
  promiseProjectItem,
  startBundleCase,
  startProjectStage,
} from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { cornersOf, ParcelMap } from '../../../capabilities/projects/parcel-map.tsx'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import { StageBar } from '../../../capabilities/projects/stage-bars.tsx'
import portal from '../portal.module.css'
import services from '../services/services.module.css'
import { serviceTexts } from '../services/services.texts.ts'
import { ChangeProposal } from './change-proposal.tsx'
import styles from './projects.module.css'
import { VisitLine } from './visit-line.tsx'

/** A project as its builder sees it: what may be filed next, and how much time government has used. */
export function ProjectPage() {
  const { id = '' } = useParams()
  const texts = useTexts(projectTexts)
  const read = useRead(getProject, { params: { id } }, { everyMs: 15_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const project = read.data
  return (
    <>
      <Link to="/portal/projects" className={portal.backLink}>
        ← {texts.mine}
      </Link>
      <h1>{project.name}</h1>
      <p className={portal.lead}>
        {texts.code} <strong>{project.code}</strong>
      </p>
      <dl className={services.facts}>
        <Fact label={texts.type} value={project.typeTitle} />
        <Fact label={texts.address} value={project.address} />
        <Fact label={texts.used} value={texts.usedOf(project.usedDays, project.limitDays)} />
        <Fact label={texts.remaining} value={texts.days(project.remainingDays)} />
      </dl>
      <section className={services.section}>
        <h2>{texts.check}</h2>
        {project.conflicts.length === 0 ? <p>{texts.noConflict}</p> : null}
        <ul>
          {project.conflicts.map((one) => (
            <li key={one.layer + one.areaName} className={one.effect === 'forbid' ? portal.error : ''}>
              {texts.conflict(one.layer, one.areaM2)}（{one.organisation}，{texts.effects[one.effect]}）
            </li>
          ))}
        </ul>
        <div className={styles.map}>
          <ParcelMap corners={cornersOf(project.parcel)} />
        </div>
        {project.state === 'proposed' ? <ChangeProposal key={project.checkedTime} project={project} /> : null}
      </section>
      <section className={services.section}>
        <h2>{texts.stages}</h2>
        {project.stages.map((stage, at) => (
          <Stage key={stage.id} project={project} stage={stage} at={at + 1} />
        ))}
      </section>
      <More project={project} />
      <p className={portal.quiet}>{texts.publicNote}</p>
    </>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Stage({ project, stage, at }: { project: ProjectDetail; stage: ProjectStageView; at: number }) {
  const texts = useTexts(projectTexts)
  const app = useTexts(appTexts)
  const states = useTexts(serviceTexts).states
  const navigate = useNavigate()
  const params = { id: project.id, stage: stage.id }
  const start = useMutation({
    mutationFn: () => client.call(startProjectStage, { params }),
    onSuccess: (bundle) => navigate(`/portal/bundle-cases/${bundle.id}/form`),
  })
  const promise = useMutation({
    mutationFn: (item: string) =>
      client.call(promiseProjectItem, {
        params: { id: project.id },
        body: { item, text: texts.promiseText },
      }),
    onSuccess: () => refresh(getProject),
  })
  const error = start.error ?? promise.error
  return (
    <div className={styles.stage}>
      <h3>
        <span>
          {at}. {stage.title}
        </span>
        <span>{texts.stageStates[stage.state]}</span>
      </h3>
      <StageBar stage={stage} />
      {stage.why ? <p className={portal.quiet}>{stage.why}</p> : null}
      {error ? (
        <p className={portal.error} role="alert">
          {problemWords(error, app).title}
        </p>
      ) : null}
      <ul>
        {stage.members.map((one) => (
          <li key={one.item}>
            {one.title}：{one.state ? states[one.state] : texts.notFiled}
            {one.isPromised ? `（${texts.promised}）` : ''}{' '}
            {one.mayPromise && one.applicationId && stage.state === 'running' ? (
              <button type="button" className={styles.promise} onClick={() => promise.mutate(one.item)}>
                {texts.promise}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      <div className={portal.buttons}>
        {stage.state === 'open' || stage.state === 'draft' ? (
          <button
            type="button"
            className={portal.go}
            disabled={start.isPending}
            onClick={() => start.mutate()}
          >
            {stage.state === 'open' ? texts.file : texts.goOn}
          </button>
        ) : null}
        {stage.bundleCaseId && stage.state !== 'draft' ? (
          <Link to={`/portal/bundle-cases/${stage.bundleCaseId}`} className={`${portal.go} ${portal.second}`}>
            {texts.seeStage}
          </Link>
        ) : null}
      </div>
    </div>
  )
}

/** Visits, permits and what else is under way for the project. */
function More({ project }: { project: ProjectDetail }) {
  const texts = useTexts(projectTexts)
  const app = useTexts(appTexts)
  const navigate = useNavigate()
  const utilities = useMutation({
    mutationFn: () =>
      client.call(startBundleCase, {
        body: { bundleId: 'public-services.utilities', projectId: project.id },
      }),
    onSuccess: (bundle) => navigate(`/portal/bundle-cases/${bundle.id}/form`),
  })
  return (
    <>
      {project.visits.length > 0 ? (
        <section className={services.section}>
          <h2>{texts.visits}</h2>
          <ul>
            {project.visits.map((one) => (
              <VisitLine key={one.id} visit={one} />
            ))}
          </ul>
        </section>
      ) : null}
      <section className={services.section}>
        <h2>{texts.permits}</h2>
        {project.permits.length === 0 ? <p>{texts.noPermits}</p> : null}
        <ul>
          {project.permits.map((one) => (
            <li key={one.number}>
              {one.title} {one.number}
            </li>
          ))}
        </ul>
      </section>
      <section className={services.section}>
        <h2>{texts.linked}</h2>
        <ul>
          {project.linked.map((one) => (
            <li key={one.bundleCaseId}>
              <Link to={`/portal/bundle-cases/${one.bundleCaseId}`}>
                {one.title} {one.number ?? ''}
              </Link>
            </li>
          ))}
        </ul>
        {utilities.isError ? (
          <p className={portal.error} role="alert">
            {problemWords(utilities.error, app).title}
          </p>
        ) : null}
        <button
          type="button"
          className={`${portal.go} ${portal.second}`}
          disabled={utilities.isPending}
          onClick={() => utilities.mutate()}
        >
          {texts.utilities}
        </button>
      </section>
    </>
  )
}
