using SockDiag.Families;

namespace SockDiag.Counting;

/// <summary>Takes the records of a listing in place of the pipeline, so that no sockets are made of them.</summary>
internal interface IRecordTaker
{
    /// <summary>Takes a record that is wanted.</summary>
    void Add<TRecord>(in TRecord record, Origin origin) where TRecord : struct, ISocketRecord<TRecord>;
}
