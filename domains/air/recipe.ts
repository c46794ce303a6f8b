import { type ModelRecipe, text } from '@civitas/domain-kit'

const columns: ModelRecipe['columns'] = [
  { id: 'station', title: text('站点', 'Station'), like: '^(station|站点|点位|站名)$' },
  { id: 'year', title: text('年', 'Year'), like: '^(year|年)$' },
  { id: 'month', title: text('月', 'Month'), like: '^(month|月)$' },
  { id: 'day', title: text('日', 'Day'), like: '^(day|日)$' },
  { id: 'hour', title: text('时', 'Hour'), like: '^(hour|时|小时)$' },
  { id: 'pm25', title: text('PM2.5（µg/m³）', 'PM2.5 (µg/m³)'), like: '^pm_?2[._]?5$' },
  { id: 'pm10', title: text('PM10（µg/m³）', 'PM10 (µg/m³)'), like: '^pm_?10$' },
  { id: 'so2', title: text('二氧化硫（µg/m³）', 'SO2 (µg/m³)'), like: '^(so2|二氧化硫)$' },
  { id: 'no2', title: text('二氧化氮（µg/m³）', 'NO2 (µg/m³)'), like: '^(no2|二氧化氮)$' },
  { id: 'co', title: text('一氧化碳（µg/m³）', 'CO (µg/m³)'), like: '^(co|一氧化碳)$' },
  { id: 'o3', title: text('臭氧（µg/m³）', 'O3 (µg/m³)'), like: '^(o3|臭氧)$' },
]

/** Valid hours a 24-hour mean needs (GB 3095-2012 table 4). */
const hoursForDay = 20

const mean = (column: string, as: string) => ({ of: 'avg', field: column, as, atLeast: hoursForDay })

/**
 * Hourly rows to the daily report: 24-hour means of at least 20 hours; of ozone the largest of the 8-hour means that lie
 * within the day, of which 14 must be valid unless it is above 160 µg/m³ all the same (HJ 663-2013). CO is told in mg/m³.
 */
export const dailyRecipe: ModelRecipe = {
  columns,
  steps: [
    { op: 'time', year: '{year}', month: '{month}', day: '{day}', as: 'date' },
    { op: 'time', year: '{year}', month: '{month}', day: '{day}', hour: '{hour}', as: 'time' },
    {
      ...{ op: 'moving', field: '{o3}', of: 'avg', hours: 8, atLeast: 6 },
      ...{ by: ['{station}', 'date'], order: 'time', as: 'o3_moving_8h' },
    },
    { op: 'calculate', field: '{co}', how: 'divide', by: 1000, as: 'co_mg' },
    {
      op: 'aggregate',
      by: ['{station}', 'date'],
      measures: [
        ...[mean('{pm25}', 'pm25_24h'), mean('{pm10}', 'pm10_24h'), mean('{so2}', 'so2_24h')],
        ...[mean('{no2}', 'no2_24h'), mean('co_mg', 'co_24h')],
        { of: 'max', field: 'o3_moving_8h', as: 'o3_8h', atLeast: 14, orAbove: 160 },
        { of: 'max', field: '{o3}', as: 'o3_1h' },
      ],
    },
    {
      op: 'model',
      model: 'air.aqi-day',
      inputs: ['pm25_24h', 'pm10_24h', 'so2_24h', 'no2_24h', 'co_24h', 'o3_8h', 'o3_1h'].map((id) => ({
        input: id,
        field: id,
      })),
      outputs: ['aqi', 'grade', 'category', 'primary', 'missing'].map((id) => ({ output: id, as: id })),
    },
  ],
}
