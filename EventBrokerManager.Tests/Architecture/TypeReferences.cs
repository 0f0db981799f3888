using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EventBrokerManager.Tests.Architecture;

/// <summary>A type of the assembly and a type that its compiled form names: in a signature, an attribute, or a method's code.</summary>
public sealed record TypeReference(string From, string To);

/// <summary>Reads from compiled code which types name which others. Generated and nested types count for the type around them.</summary>
internal sealed class TypeReferences
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly TypeNames _names = new();

    private TypeReferences(PEReader file) => (_file, _metadata) = (file, file.GetMetadataReader());

    public static IReadOnlyList<TypeReference> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        return new TypeReferences(file).Read();
    }

    private List<TypeReference> Read()
    {
        var references = new HashSet<TypeReference>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var from = TypeNames.Outermost(_metadata, handle);
            foreach (var to in Named(_metadata.GetTypeDefinition(handle)))
            {
                if (to != from)
                    references.Add(new TypeReference(from, to));
            }
        }
        return [.. references];
    }

    private IEnumerable<string> Named(TypeDefinition type)
    {
        var named = new List<string>();
        if (!type.BaseType.IsNil)
            named.AddRange(OfToken(type.BaseType));
        foreach (var implementation in type.GetInterfaceImplementations())
            named.AddRange(OfToken(_metadata.GetInterfaceImplementation(implementation).Interface));
        foreach (var field in type.GetFields())
            named.AddRange(_metadata.GetFieldDefinition(field).DecodeSignature(_names, null));
        foreach (var attribute in type.GetCustomAttributes())
            named.AddRange(OfToken(_metadata.GetCustomAttribute(attribute).Constructor));
        foreach (var handle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(handle);
            var signature = method.DecodeSignature(_names, null);
            named.AddRange(signature.ReturnType);
            named.AddRange(signature.ParameterTypes.SelectMany(p => p));
            if (method.RelativeVirtualAddress != 0)
                named.AddRange(OfBody(_file.GetMethodBody(method.RelativeVirtualAddress)));
        }
        return named;
    }

    private IEnumerable<string> OfBody(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            foreach (var name in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null).SelectMany(l => l))
                yield return name;
        }
        foreach (var region in body.ExceptionRegions.Where(r => !r.CatchType.IsNil))
        {
            foreach (var name in OfToken(region.CatchType))
                yield return name;
        }
        foreach (var token in CodeTokens.In(body.GetILBytes() ?? []))
        {
            foreach (var name in OfToken(MetadataTokens.EntityHandle(token)))
                yield return name;
        }
    }

    private IEnumerable<string> OfToken(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return [TypeNames.Outermost(_metadata, (TypeDefinitionHandle)handle)];
            case HandleKind.TypeReference:
                return _names.GetTypeFromReference(_metadata, (TypeReferenceHandle)handle, 0);
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null);
            case HandleKind.MethodDefinition:
                return [TypeNames.Outermost(_metadata, _metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType())];
            case HandleKind.FieldDefinition:
                return [TypeNames.Outermost(_metadata, _metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType())];
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                var owner = OfToken(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field)
                    return owner.Concat(member.DecodeFieldSignature(_names, null));
                var signature = member.DecodeMethodSignature(_names, null);
                return owner.Concat(signature.ReturnType).Concat(signature.ParameterTypes.SelectMany(p => p));
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return OfToken(method.Method).Concat(method.DecodeSignature(_names, null).SelectMany(a => a));
            default:
                return [];
        }
    }

    /// <summary>Turns a signature into the names of all types in it.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<ImmutableArray<string>, object?>
    {
        public static string Outermost(MetadataReader reader, TypeDefinitionHandle handle)
        {
            var type = reader.GetTypeDefinition(handle);
            while (type.IsNested)
                type = reader.GetTypeDefinition(type.GetDeclaringType());
            return Name(reader, type.Namespace, type.Name);
        }

        public ImmutableArray<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            [Outermost(reader, handle)];

        public ImmutableArray<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            while (type.ResolutionScope.Kind == HandleKind.TypeReference)
                type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
            return [Name(reader, type.Namespace, type.Name)];
        }

        public ImmutableArray<string> GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(p => p)];

        public ImmutableArray<string> GetGenericInstantiation(ImmutableArray<string> genericType, ImmutableArray<ImmutableArray<string>> typeArguments) =>
            [.. genericType, .. typeArguments.SelectMany(a => a)];

        public ImmutableArray<string> GetModifiedType(ImmutableArray<string> modifier, ImmutableArray<string> unmodifiedType, bool isRequired) => unmodifiedType;

        public ImmutableArray<string> GetArrayType(ImmutableArray<string> elementType, ArrayShape shape) => elementType;

        public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPinnedType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPointerType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetGenericMethodParameter(object? context, int index) => [];

        public ImmutableArray<string> GetGenericTypeParameter(object? context, int index) => [];

        public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

        private static string Name(MetadataReader reader, StringHandle space, StringHandle name) =>
            $"{reader.GetString(space)}.{reader.GetString(name)}";
    }
}
