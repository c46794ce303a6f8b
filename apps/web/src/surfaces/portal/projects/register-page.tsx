import { listProjectTypes, registerProject } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import type { Position } from '../../../capabilities/place/lazy-place-map.tsx'
import { ParcelMap } from '../../../capabilities/projects/parcel-map.tsx'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import portal from '../portal.module.css'
import { Field } from './field.tsx'
import styles from './projects.module.css'

const empty = { name: '', address: '', industry: '47', areaM2: '', investmentWan: '' }

/** Registers a project: kind, size and its red line on the map. */
export function RegisterProjectPage() {
  const texts = useTexts(projectTexts)
  const app = useTexts(appTexts)
  const navigate = useNavigate()
  const types = useRead(listProjectTypes, {}, { staleMs: 300_000 })
  const [values, setValues] = useState(empty)
  const [typeId, setType] = useState('')
  const [corners, setCorners] = useState<Position[]>([])
  const save = useMutation({
    mutationFn: () => {
      const [first] = corners
      if (!first || corners.length < 3) throw new Error(texts.needCorners)
      const parcel: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[...corners, first]] }
      const { name, address, industry } = values
      return client.call(registerProject, {
        body: {
          ...{ name, address, industry, parcel, typeId: typeId || (types.data?.items[0]?.id ?? '') },
          ...{ areaM2: Number(values.areaM2), investmentWan: Number(values.investmentWan) },
        },
      })
    },
    onSuccess: (project) => navigate(`/portal/projects/${project.id}`),
  })
  if (types.isError) return <ProblemView error={types.error} onRetry={() => void types.refetch()} />
  if (!types.data) return <Loading />
  const field = (name: keyof typeof empty) => ({
    value: values[name],
    onChange: (value: string) => setValues({ ...values, [name]: value }),
  })
  const chosen = types.data.items.find((one) => one.id === typeId) ?? types.data.items[0]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Link to="/portal/projects" className={portal.backLink}>
        ← {texts.mine}
      </Link>
      <h1>{texts.register}</h1>
      <p className={portal.lead}>{texts.registerLead}</p>
      {save.isError ? (
        <p className={portal.error} role="alert">
          {save.error.message === texts.needCorners ? texts.needCorners : problemWords(save.error, app).title}
        </p>
      ) : null}
      <label className={styles.field}>
        {texts.type}
        <select value={chosen?.id} onChange={(event) => setType(event.target.value)}>
          {types.data.items.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </select>
        <span className={portal.quiet}>
          {chosen?.scope} {texts.limit} {texts.days(chosen?.limitDays ?? 0)}
        </span>
      </label>
      <Field label={texts.name} {...field('name')} />
      <Field label={texts.address} {...field('address')} />
      <Field label={texts.industry} hint={texts.industryHint} pattern="[0-9]{2}" {...field('industry')} />
      <Field label={`${texts.area}（m²）`} number {...field('areaM2')} />
      <Field label={texts.wan(texts.investment)} number {...field('investmentWan')} />
      <h2>{texts.parcel}</h2>
      <p>{texts.mapHint}</p>
      <div className={styles.map}>
        <ParcelMap corners={corners} onAdd={(corner) => setCorners((before) => [...before, corner])} />
      </div>
      <p role="status">{texts.corners(corners.length)}</p>
      <div className={portal.buttons}>
        <button type="submit" className={portal.go} disabled={save.isPending}>
          {texts.submit}
        </button>
        <button type="button" className={`${portal.go} ${portal.second}`} onClick={() => setCorners([])}>
          {texts.clear}
        </button>
      </div>
    </form>
  )
}
