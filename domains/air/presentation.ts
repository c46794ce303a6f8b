import { type Dashboard, type Dataset, type Layer, type Scenario, text } from '@civitas/domain-kit'
import { CATEGORIES } from './aqi/categories.ts'

/** Stations coloured by their newest hourly AQI, in the colours of HJ 633-2012 appendix A. */
export const layers: readonly Layer[] = [
  {
    id: 'stations',
    title: text('空气质量监测站', 'Air quality stations'),
    entityType: 'station',
    style: {
      kind: 'circle',
      color: '#8c98a4',
      colorBy: {
        by: 'datastream',
        thingType: 'station',
        datastream: 'aqi',
        steps: CATEGORIES.map((category, index) => ({
          from: index === 0 ? 0 : CATEGORIES[index - 1]!.upTo + 1,
          color: category.color,
          title: category.title,
        })),
      },
      size: 9,
      icon: 'cloud',
      labelAttribute: 'name',
    },
    minZoom: 8,
    visible: true,
    order: 60,
    group: 'sensing',
  },
]

/** 空气质量驾驶舱. */
export const dashboards: readonly Dashboard[] = [
  {
    id: 'air',
    title: text('空气质量', 'Air quality'),
    audience: 'public',
    cards: [
      { kind: 'indicator', indicator: 'aqi-now', display: 'number', width: 6 },
      { kind: 'indicator', indicator: 'pm25-24h', display: 'number', width: 6 },
      { kind: 'indicator', indicator: 'good-days', display: 'number', width: 6 },
      { kind: 'indicator', indicator: 'stations-online', display: 'number', width: 6 },
      { kind: 'map', layers: ['stations'], width: 14 },
      { kind: 'series', thingType: 'station', datastream: 'aqi', window: '24h', limit: 5, width: 10 },
      { kind: 'indicator', indicator: 'aqi-now', display: 'by-division', width: 12 },
      { kind: 'events', eventTypes: ['pollution-warning', 'station-check'], limit: 8, width: 12 },
    ],
  },
]

/** Open data of the air. */
export const datasets: readonly Dataset[] = [
  {
    id: 'hourly-air',
    title: text('空气质量小时数据', 'Hourly air quality'),
    description: text(
      '各监测站六项污染物小时浓度和实时空气质量指数。',
      'Six pollutants and hourly index by station.',
    ),
    of: {
      kind: 'observations',
      thingType: 'station',
      datastreams: ['pm25', 'pm10', 'so2', 'no2', 'co', 'o3', 'aqi', 'aqi_day'],
    },
    classification: 1,
    sharing: 'open',
    updated: 'hour',
    licence: 'CC BY 4.0',
  },
]

const usual = { humidity_percent: 65, wind_m_s: 2 }

/** An ordinary day: two traffic peaks, ozone at noon. In a rainstorm the rain of the waterlogging domain washes the air. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'ordinary-day',
    title: text('平常的一天', 'An ordinary day'),
    description: text(
      '早晚高峰排放升高，午后扩散变好、臭氧升高。',
      'Two traffic peaks; ozone in the afternoon.',
    ),
    phases: [
      {
        title: text('夜间', 'Night'),
        minutes: 360,
        drivers: { ...usual, emission_factor: 0.7, dispersion_factor: 0.8, temperature_c: 19 },
      },
      {
        title: text('早高峰', 'Morning peak'),
        minutes: 180,
        drivers: { ...usual, emission_factor: 1.4, dispersion_factor: 0.9, temperature_c: 22 },
        ramp: true,
      },
      {
        title: text('白天', 'Daytime'),
        minutes: 480,
        drivers: { ...usual, emission_factor: 1, dispersion_factor: 1.4, temperature_c: 29 },
        ramp: true,
      },
      {
        title: text('晚高峰', 'Evening peak'),
        minutes: 180,
        drivers: { ...usual, emission_factor: 1.5, dispersion_factor: 1, temperature_c: 25 },
        ramp: true,
      },
      {
        title: text('入夜', 'Late evening'),
        minutes: 240,
        drivers: { ...usual, emission_factor: 0.9, dispersion_factor: 0.8, temperature_c: 21 },
        ramp: true,
      },
    ],
  },
]
