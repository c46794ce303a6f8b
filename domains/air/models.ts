import { type LocalText, type Model, type ModelInputs, text } from '@civitas/domain-kit'
import type { Concentrations } from './aqi/summarise-aqi.ts'
import { summariseAqi } from './aqi/summarise-aqi.ts'
import { dailyRecipe } from './recipe.ts'

const reference =
  'HJ 633-2012《环境空气质量指数（AQI）技术规定（试行）》 4.1–4.4；GB 3095-2012 表4；HJ 663-2013'

const names: Readonly<Record<string, readonly [zh: string, en: string, unit: string]>> = {
  so2_1h: ['二氧化硫 1 小时平均', 'SO2, 1-hour mean', 'ug/m3'],
  so2_24h: ['二氧化硫 24 小时平均', 'SO2, 24-hour mean', 'ug/m3'],
  no2_1h: ['二氧化氮 1 小时平均', 'NO2, 1-hour mean', 'ug/m3'],
  no2_24h: ['二氧化氮 24 小时平均', 'NO2, 24-hour mean', 'ug/m3'],
  co_1h: ['一氧化碳 1 小时平均', 'CO, 1-hour mean', 'mg/m3'],
  co_24h: ['一氧化碳 24 小时平均', 'CO, 24-hour mean', 'mg/m3'],
  o3_1h: ['臭氧 1 小时平均', 'O3, 1-hour mean', 'ug/m3'],
  o3_8h: ['臭氧 8 小时平均', 'O3, 8-hour mean', 'ug/m3'],
  pm10_24h: ['PM10 24 小时平均', 'PM10, 24-hour mean', 'ug/m3'],
  pm25_24h: ['PM2.5 24 小时平均', 'PM2.5, 24-hour mean', 'ug/m3'],
}

function input(id: string) {
  const [zh, en, unit] = names[id]!
  return { id, title: text(zh, en), unit }
}

const outputs = [
  { id: 'aqi', title: text('空气质量指数', 'Air quality index'), unit: '1' },
  { id: 'grade', title: text('级别', 'Grade'), unit: '1' },
  { id: 'category', title: text('类别', 'Category') },
  { id: 'iaqi', title: text('空气质量分指数', 'Individual indices') },
  { id: 'primary', title: text('首要污染物', 'Primary pollutants') },
  { id: 'exceeding', title: text('超标污染物', 'Exceeding pollutants') },
  { id: 'missing', title: text('缺测污染物', 'Missing pollutants') },
  { id: 'beyond', title: text('爆表项目', 'Items beyond the scale') },
]

function vector(title: LocalText, inputs: ModelInputs, expect: Model['vectors'][number]['expect']) {
  return { title, inputs, expect }
}

const dailyVectors = [
  vector(
    text('GOV-080 验收：PM2.5 90、PM10 140、O3-8h 120', 'GOV-080 acceptance: PM2.5 90, PM10 140, O3-8h 120'),
    { pm25_24h: 90, pm10_24h: 140, o3_8h: 120, so2_24h: 10, no2_24h: 20, co_24h: 0.5 },
    { aqi: 119, grade: 3, category: '轻度污染', primary: ['pm25'], exceeding: ['pm25'], missing: [] },
  ),
  vector(
    text('指数不大于 50 时没有首要污染物', 'No primary pollutant up to 50'),
    { pm25_24h: 35, pm10_24h: 50, o3_8h: 100, so2_24h: 50, no2_24h: 40, co_24h: 2 },
    { aqi: 50, grade: 1, category: '优', primary: [], exceeding: [] },
  ),
  vector(
    text('并列时全部列为首要污染物', 'A tie names all'),
    { pm25_24h: 75, pm10_24h: 150, o3_8h: 60, so2_24h: 10, no2_24h: 10, co_24h: 1 },
    { aqi: 100, grade: 2, primary: ['pm10', 'pm25'], exceeding: [] },
  ),
  vector(
    text('O3-8h 高于 800 时按 1 小时计', 'O3-8h above 800 goes by 1 hour'),
    { pm25_24h: 10, pm10_24h: 20, o3_8h: 801, o3_1h: 900, so2_24h: 10, no2_24h: 10, co_24h: 1 },
    { aqi: 350, grade: 6, primary: ['o3'] },
  ),
  vector(
    text('高于最高限值时分指数取 500', 'Above the last breakpoint the index stays at 500'),
    { pm25_24h: 640, pm10_24h: 700, o3_8h: 50, so2_24h: 10, no2_24h: 10, co_24h: 1 },
    { aqi: 500, category: '严重污染', primary: ['pm10', 'pm25'], beyond: ['pm10_24h', 'pm25_24h'] },
  ),
  vector(
    text('缺测项目不参加', 'A missing pollutant takes no part'),
    { pm25_24h: 36, pm10_24h: null, o3_8h: null, so2_24h: null, no2_24h: null, co_24h: null },
    { aqi: 52, primary: ['pm25'], missing: ['so2', 'no2', 'pm10', 'co', 'o3'] },
  ),
  vector(text('全部缺测时没有指数', 'No index without data'), {}, { aqi: null, category: null }),
]

const hourlyVectors = [
  vector(
    text('SO2 1 小时高于 800 时按 24 小时平均计', '1-hour SO2 above 800 goes by the 24-hour mean'),
    { so2_1h: 900, so2_24h: 475, no2_1h: 50, co_1h: 1, o3_1h: 20, o3_8h: 20, pm10_24h: 50, pm25_24h: 35 },
    {
      aqi: 150,
      primary: ['so2'],
      iaqi: { so2_24h: 150, no2_1h: 25, pm10_24h: 50, co_1h: 10, o3_1h: 7, o3_8h: 10, pm25_24h: 50 },
    },
  ),
  vector(
    text('臭氧取 1 小时与 8 小时分指数的较大者', 'O3 counts with the larger of its two indices'),
    { so2_1h: 10, no2_1h: 50, co_1h: 1, o3_1h: 250, o3_8h: 130, pm10_24h: 50, pm25_24h: 35 },
    { aqi: 125, primary: ['o3'] },
  ),
  vector(
    text('24 小时平均缺失且 SO2 高于 800 时 SO2 缺测', 'SO2 is missing above 800 without a 24-hour mean'),
    { so2_1h: 801, so2_24h: null, no2_1h: 100 },
    { aqi: 50, missing: ['so2', 'pm10', 'co', 'o3', 'pm25'] },
  ),
]

/** The AQI of HJ 633-2012 in its two forms. */
export const models: readonly Model[] = [
  {
    id: 'aqi-hour',
    title: text('空气质量指数（实时报）', 'Air quality index, hourly'),
    description: text(
      '由各污染物小时与滑动平均浓度计算实时空气质量指数、首要污染物和超标污染物。',
      'Hourly index, primary and exceeding pollutants from 1-hour and moving mean concentrations.',
    ),
    reference,
    inputs: ['so2_1h', 'so2_24h', 'no2_1h', 'co_1h', 'o3_1h', 'o3_8h', 'pm10_24h', 'pm25_24h'].map(input),
    outputs,
    compute: (inputs) => summariseAqi(inputs as Concentrations, 'hour'),
    vectors: hourlyVectors,
  },
  {
    id: 'aqi-day',
    title: text('空气质量指数（日报）', 'Air quality index, daily'),
    description: text(
      '由 24 小时平均浓度和臭氧日最大 8 小时平均浓度计算日空气质量指数。',
      'Daily index from 24-hour means and the largest 8-hour mean of ozone.',
    ),
    reference,
    inputs: ['so2_24h', 'no2_24h', 'co_24h', 'o3_8h', 'o3_1h', 'pm10_24h', 'pm25_24h'].map(input),
    outputs,
    compute: (inputs) => summariseAqi(inputs as Concentrations, 'day'),
    recipe: dailyRecipe,
    vectors: dailyVectors,
  },
]
