import { getProject, type ProjectDetail, type ProjectStageView } from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, useTexts } from '@civitas/ui'
import { useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { cornersOf, ParcelMap } from '../../../capabilities/projects/parcel-map.tsx'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import { Gantt, StageBar } from '../../../capabilities/projects/stage-bars.tsx'
import { Columns, Facts, Line, Lines, Page, Section, StateTag } from '../parts/page.tsx'
import parts from '../parts/parts.module.css'
import { ApplicationStateTag } from '../services/application-list-page.tsx'
import { OpinionSection, VisitSection } from './project-acts.tsx'

/** One construction project: stages with their clocks, where it lies, what departments say. */
export function ProjectPage() {
  const { id = '' } = useParams()
  const texts = useTexts(projectTexts)
  const read = useRead(getProject, { params: { id } }, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const project = read.data
  return (
    <Page
      backTo="/console/projects"
      title={
        <>
          {project.name} <StateTag>{texts.states[project.state]}</StateTag>
        </>
      }
      under={project.code}
    >
      <Columns
        main={
          <>
            <Section title={texts.stages}>
              <Facts
                facts={[
                  { label: texts.used, value: texts.usedOf(project.usedDays, project.limitDays) },
                  { label: texts.remaining, value: texts.days(project.remainingDays) },
                  { label: texts.correction, value: texts.days(project.correctionDays) },
                  { label: texts.special, value: texts.days(project.specialDays) },
                ]}
              />
            </Section>
            {project.stages.map((stage, at) => (
              <StageSection key={stage.id} stage={stage} at={at + 1} />
            ))}
            {project.usedDays > 0 ? (
              <Section title={texts.gantt}>
                <Gantt stages={project.stages} title={texts.gantt} />
              </Section>
            ) : null}
            <OpinionSection project={project} />
            <VisitSection project={project} />
          </>
        }
        side={<Side project={project} />}
      />
    </Page>
  )
}

function StageSection({ stage, at }: { stage: ProjectStageView; at: number }) {
  const texts = useTexts(projectTexts)
  return (
    <Section
      title={`${at}. ${stage.title}`}
      extra={
        <StateTag tone={stage.card === 'red' ? 'bad' : undefined}>{texts.stageStates[stage.state]}</StateTag>
      }
    >
      <StageBar stage={stage} />
      {stage.why ? <p className={parts.quiet}>{stage.why}</p> : null}
      <Lines>
        {stage.members.map((one) => (
          <Line
            key={one.item}
            to={one.applicationId ? `/console/service-applications/${one.applicationId}` : undefined}
            title={`${one.title}${one.isMandatory ? `（${texts.mandatory}）` : ''}`}
            before={
              one.state ? (
                <ApplicationStateTag state={one.state} card={null} />
              ) : (
                <StateTag>{texts.notFiled}</StateTag>
              )
            }
            note={`${one.organisationName}${one.isPromised ? ` · ${texts.promised}` : ''}`}
          />
        ))}
      </Lines>
    </Section>
  )
}

function Side({ project }: { project: ProjectDetail }) {
  const texts = useTexts(projectTexts)
  return (
    <>
      <Section title={texts.parcel}>
        <div className={parts.map}>
          <ParcelMap corners={cornersOf(project.parcel)} />
        </div>
      </Section>
      <Section title={texts.facts}>
        <Facts
          facts={[
            { label: texts.type, value: project.typeTitle },
            { label: texts.builder, value: project.builder },
            { label: texts.address, value: project.address, whole: true },
            { label: texts.investment, value: texts.wan(formatNumber(project.investmentWan)) },
            { label: texts.area, value: texts.square(formatNumber(project.areaM2)) },
            { label: texts.parcelArea, value: texts.square(formatNumber(project.parcelAreaM2)) },
          ]}
        />
      </Section>
      <Section title={texts.check}>
        {project.conflicts.length === 0 ? <p>{texts.noConflict}</p> : null}
        <Lines>
          {project.conflicts.map((one) => (
            <Line
              key={one.layer + one.areaName}
              before={
                <StateTag tone={one.effect === 'forbid' ? 'bad' : 'loud'}>
                  {texts.effects[one.effect]}
                </StateTag>
              }
              title={texts.conflict(one.layer, one.areaM2)}
              note={one.organisation}
            />
          ))}
        </Lines>
        {project.assessed.length > 0 ? (
          <p>
            {texts.assessed}：{project.assessed.map((one) => texts.assessments[one] ?? one).join('、')}
          </p>
        ) : null}
      </Section>
      <Section title={texts.permits}>
        {project.permits.length === 0 ? <EmptyState title={texts.noPermits} /> : null}
        <Lines>
          {project.permits.map((one) => (
            <Line key={one.number} title={one.title} note={one.number} />
          ))}
        </Lines>
      </Section>
    </>
  )
}
