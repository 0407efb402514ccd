//! `replications.parquet`: one row per strategy and replication, one column per headline indicator.
//!
//! The low-level writer is used without Arrow, with a constant writer name, one encoding and fixed
//! row groups, so that the bytes of the file are a function of its numbers alone.

use std::io::Write;
use std::sync::Arc;

use monazite_engine::{Column, RunResult, Scope};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{PrimitiveTypeBuilder, Type};

/// Rows per row group.
const ROW_GROUP: usize = 65_536;
/// Name of the writer in the footer; carries no version, so that a new one changes no byte.
const CREATED_BY: &str = "monazite replications 1";

/// Name of the column of an indicator and scope, such as `unmet_share|economy=JP|material=dy-oxide`.
/// What is not restricted is not named.
pub fn column_name(column: &Column) -> String {
    let Scope {
        economy,
        material,
        sector,
        site,
    } = &column.scope;
    let parts = [
        ("economy", economy),
        ("material", material),
        ("sector", sector),
        ("site", site),
    ];
    let mut name = column.indicator.word().to_owned();
    for (key, value) in parts {
        if !value.is_empty() {
            name.push('|');
            name.push_str(key);
            name.push('=');
            name.push_str(value);
        }
    }
    name
}

fn field(name: &str, physical: Physical) -> PrimitiveTypeBuilder<'_> {
    Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED)
}

fn schema(result: &RunResult) -> Result<Type, ParquetError> {
    let strategy =
        field("strategy", Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String));
    let mut fields = vec![
        Arc::new(strategy.build()?),
        Arc::new(field("replication", Physical::INT64).build()?),
    ];
    for column in &result.columns {
        fields.push(Arc::new(
            field(&column_name(column), Physical::DOUBLE).build()?,
        ));
    }
    Type::group_type_builder("replications")
        .with_fields(fields)
        .build()
}

/// Writes the headline columns of strategies, one after the other; all have the columns of the first.
/// Replications are numbered from the first one simulated.
pub(crate) fn write(results: &[RunResult], to: impl Write + Send) -> Result<(), ParquetError> {
    let Some(first) = results.first() else {
        return Ok(());
    };
    let properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_column_dictionary_enabled("strategy".into(), true)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build();
    let mut file = SerializedFileWriter::new(to, Arc::new(schema(first)?), Arc::new(properties))?;
    for result in results {
        strategy(&mut file, result)?;
    }
    file.close()?;
    Ok(())
}

fn strategy<T: Write + Send>(
    file: &mut SerializedFileWriter<T>,
    result: &RunResult,
) -> Result<(), ParquetError> {
    let rows = result.replications as usize;
    for from in (0..rows).step_by(ROW_GROUP) {
        let rows = from..(from + ROW_GROUP).min(rows);
        let mut group = file.next_row_group()?;
        let mut at = 0;
        while let Some(mut writer) = group.next_column()? {
            match at {
                0 => {
                    let name = ByteArray::from(result.strategy.as_str());
                    let names = vec![name; rows.len()];
                    writer
                        .typed::<ByteArrayType>()
                        .write_batch(&names, None, None)?;
                }
                1 => {
                    let numbers: Vec<i64> = rows
                        .clone()
                        .map(|row| (result.first_replication + row as u64).cast_signed())
                        .collect();
                    writer
                        .typed::<Int64Type>()
                        .write_batch(&numbers, None, None)?;
                }
                _ => {
                    let values = &result.columns[at - 2].values[rows.clone()];
                    writer
                        .typed::<DoubleType>()
                        .write_batch(values, None, None)?;
                }
            }
            writer.close()?;
            at += 1;
        }
        group.close()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;
    use crate::sample;

    fn bytes(result: &RunResult) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(std::slice::from_ref(result), &mut bytes).unwrap();
        bytes
    }

    fn reread(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    #[test]
    fn what_is_written_reads_back_bit_for_bit() {
        let mut result = sample::result(100);
        result.first_replication = 64;
        result.columns[0].values[3] = f64::MIN_POSITIVE / 4.0;
        result.columns[0].values[4] = -0.0;
        let file = reread(&bytes(&result));
        let mut rows = 0;
        for (row, record) in file.get_row_iter(None).unwrap().enumerate() {
            let record = record.unwrap();
            assert_eq!(record.get_string(0).unwrap(), "none");
            assert_eq!(
                record.get_long(1).unwrap(),
                64 + i64::try_from(row).unwrap()
            );
            for (at, column) in result.columns.iter().enumerate() {
                let read = record.get_double(at + 2).unwrap();
                assert_eq!(read.to_bits(), column.values[row].to_bits());
            }
            rows += 1;
        }
        assert_eq!(rows, 100);
    }

    #[test]
    fn equal_numbers_give_equal_bytes_and_another_number_does_not() {
        let mut result = sample::result(100);
        let first = bytes(&result);
        assert_eq!(first, bytes(&result.clone()));
        result.columns[0].values[7] += 1e-12;
        assert_ne!(first, bytes(&result));
    }

    #[test]
    fn a_column_names_what_it_is_restricted_to_and_nothing_else() {
        let result = sample::result(2);
        let names: Vec<String> = result.columns.iter().map(column_name).collect();
        assert_eq!(names[0], "unmet_demand");
        assert!(names.contains(&"unmet_share|economy=zone:world|material=magnet-hc".to_owned()));
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
    }
}
