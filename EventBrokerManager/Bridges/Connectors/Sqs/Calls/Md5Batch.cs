using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>
/// MD5 of many short texts at once. A call has twenty digests to check; one at a time they cost more than all the rest of it, so eight
/// are computed side by side, each in a lane of the vector registers (RFC 1321, section 3). MD5 guards nothing here: SQS chose it to
/// notice a changed byte.
/// </summary>
internal sealed class Md5Batch
{
    private const int BlockSize = 64;
    private const int DigestSize = 16;
    private const int Lanes = 8;

    /// <summary>A buffer that grew beyond this is not kept.</summary>
    private const int Kept = 256 << 10;

    private static readonly uint[] Sines = [.. Enumerable.Range(0, 64).Select(i => (uint)(Math.Abs(Math.Sin(i + 1)) * 4294967296))];

    private readonly List<(int Start, int End)> _texts = [];
    private byte[] _bytes = new byte[32 << 10];
    private byte[] _digests = new byte[32 * DigestSize];
    private int _start;
    private int _length;

    /// <summary>Begins a new batch.</summary>
    public void Clear()
    {
        _texts.Clear();
        _start = _length = 0;
        if (_bytes.Length > Kept)
            _bytes = new byte[32 << 10];
    }

    /// <summary>Adds to the text that is being written.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Room for more of the text; what was written there is added by <see cref="Advance"/>.</summary>
    public Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + bytes));
        return _bytes.AsSpan(_length);
    }

    public void Advance(int bytes) => _length += bytes;

    /// <summary>Ends a text, padded as MD5 wants it.</summary>
    /// <returns>Its number.</returns>
    public int End()
    {
        var written = _length - _start;
        var padded = (written + 1 + sizeof(ulong) + BlockSize - 1) / BlockSize * BlockSize;
        var padding = Room(padded - written)[..(padded - written)];
        padding.Clear();
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(padding[^sizeof(ulong)..], (ulong)written * 8);
        _texts.Add((_start, written));
        _start = _length = _start + padded;
        return _texts.Count - 1;
    }

    /// <summary>Computes the digests of all texts that have ended.</summary>
    public void Compute()
    {
        if (_digests.Length < _texts.Count * DigestSize)
            _digests = new byte[_texts.Count * DigestSize];
        if (Vector256.IsHardwareAccelerated)
        {
            ComputeInLanes();
            return;
        }

        for (var i = 0; i < _texts.Count; i++)
            MD5.HashData(_bytes.AsSpan(_texts[i].Start, _texts[i].End), _digests.AsSpan(i * DigestSize));
    }

    public UInt128 Digest(int text) => MemoryMarshal.Read<UInt128>(_digests.AsSpan(text * DigestSize));

    /// <summary>A lane that ends its text takes the next one, so that long and short ones share the work.</summary>
    private void ComputeInLanes()
    {
        Span<uint> state = stackalloc uint[4 * Lanes];
        Span<int> at = stackalloc int[Lanes];
        Span<int> left = stackalloc int[Lanes];
        Span<int> text = stackalloc int[Lanes];
        at.Clear();
        var (next, busy) = (0, 0);
        for (var lane = 0; lane < Lanes; lane++)
            busy += Take(lane, ref next, state, at, left, text);
        while (busy > 0)
        {
            Transform(MemoryMarshal.Cast<uint, Vector256<uint>>(state), at);
            for (var lane = 0; lane < Lanes; lane++)
            {
                if (left[lane] == 0)
                    continue;
                at[lane] += BlockSize;
                if (--left[lane] > 0)
                    continue;
                var digest = _digests.AsSpan(text[lane] * DigestSize);
                for (var word = 0; word < 4; word++)
                    BinaryPrimitives.WriteUInt32LittleEndian(digest[(word * sizeof(uint))..], state[word * Lanes + lane]);
                busy += Take(lane, ref next, state, at, left, text) - 1;
            }
        }
    }

    /// <returns>1 where there was a text to take.</returns>
    private int Take(int lane, ref int next, Span<uint> state, Span<int> at, Span<int> left, Span<int> text)
    {
        (state[lane], state[Lanes + lane], state[2 * Lanes + lane], state[3 * Lanes + lane]) = (0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
        if (next == _texts.Count)
        {
            // Goes along on some block; nobody looks at what comes of it.
            (at[lane], left[lane]) = (0, 0);
            return 0;
        }

        text[lane] = next;
        at[lane] = _texts[next].Start;
        left[lane] = (_texts[next].End + sizeof(ulong)) / BlockSize + 1;
        next++;
        return 1;
    }

    /// <summary>One block of each lane.</summary>
    private void Transform(Span<Vector256<uint>> state, ReadOnlySpan<int> at)
    {
        Span<Vector256<uint>> words = stackalloc Vector256<uint>[16];
        for (var i = 0; i < 16; i++)
        {
            words[i] = Vector256.Create(
                Word(at[0], i), Word(at[1], i), Word(at[2], i), Word(at[3], i), Word(at[4], i), Word(at[5], i), Word(at[6], i), Word(at[7], i));
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        for (var i = 0; i < 16; i += 4)
        {
            a = b + Rotate(a + (d ^ (b & (c ^ d))) + words[i] + Sine(i), 7);
            d = a + Rotate(d + (c ^ (a & (b ^ c))) + words[i + 1] + Sine(i + 1), 12);
            c = d + Rotate(c + (b ^ (d & (a ^ b))) + words[i + 2] + Sine(i + 2), 17);
            b = c + Rotate(b + (a ^ (c & (d ^ a))) + words[i + 3] + Sine(i + 3), 22);
        }

        for (var i = 16; i < 32; i += 4)
        {
            a = b + Rotate(a + (c ^ (d & (b ^ c))) + words[(5 * i + 1) & 15] + Sine(i), 5);
            d = a + Rotate(d + (b ^ (c & (a ^ b))) + words[(5 * i + 6) & 15] + Sine(i + 1), 9);
            c = d + Rotate(c + (a ^ (b & (d ^ a))) + words[(5 * i + 11) & 15] + Sine(i + 2), 14);
            b = c + Rotate(b + (d ^ (a & (c ^ d))) + words[(5 * i + 16) & 15] + Sine(i + 3), 20);
        }

        for (var i = 32; i < 48; i += 4)
        {
            a = b + Rotate(a + (b ^ c ^ d) + words[(3 * i + 5) & 15] + Sine(i), 4);
            d = a + Rotate(d + (a ^ b ^ c) + words[(3 * i + 8) & 15] + Sine(i + 1), 11);
            c = d + Rotate(c + (d ^ a ^ b) + words[(3 * i + 11) & 15] + Sine(i + 2), 16);
            b = c + Rotate(b + (c ^ d ^ a) + words[(3 * i + 14) & 15] + Sine(i + 3), 23);
        }

        for (var i = 48; i < 64; i += 4)
        {
            a = b + Rotate(a + (c ^ (b | ~d)) + words[7 * i & 15] + Sine(i), 6);
            d = a + Rotate(d + (b ^ (a | ~c)) + words[(7 * i + 7) & 15] + Sine(i + 1), 10);
            c = d + Rotate(c + (a ^ (d | ~b)) + words[(7 * i + 14) & 15] + Sine(i + 2), 15);
            b = c + Rotate(b + (d ^ (c | ~a)) + words[(7 * i + 21) & 15] + Sine(i + 3), 21);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }

    private uint Word(int at, int word) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at + word * sizeof(uint)));

    private static Vector256<uint> Sine(int step) => Vector256.Create(Sines[step]);

    private static Vector256<uint> Rotate(Vector256<uint> value, int by) => (value << by) | (value >>> (32 - by));
}
