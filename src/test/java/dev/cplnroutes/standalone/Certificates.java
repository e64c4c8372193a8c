package dev.cplnroutes.standalone;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Certificates for any algorithm and any time, written in DER: the JDK has no class that makes them. */
final class Certificates {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** {@code CN=x}. */
    private static final byte[] NAME = HexFormat.of().parseHex("300c310a300806035504030c0178");

    private Certificates() {
    }

    /** A certificate of a key pair, signed by itself with an algorithm such as {@code SHA256withRSA}. */
    static X509Certificate selfSigned(KeyPair keys, String algorithm, Instant from, Instant to)
            throws GeneralSecurityException {
        byte[] algorithmId = HexFormat.of().parseHex(switch (algorithm) {
            case "SHA256withRSA" -> "300d06092a864886f70d01010b0500";
            case "SHA384withRSA" -> "300d06092a864886f70d01010c0500";
            case "SHA512withRSA" -> "300d06092a864886f70d01010d0500";
            case "SHA256withECDSA" -> "300a06082a8648ce3d040302";
            case "SHA384withECDSA" -> "300a06082a8648ce3d040303";
            case "SHA512withECDSA" -> "300a06082a8648ce3d040304";
            default -> throw new IllegalArgumentException(algorithm);
        });
        byte[] validity = der(0x30, der(0x18, text(from)), der(0x18, text(to)));
        byte[] content = der(0x30, der(0xa0, der(0x02, new byte[] {2})), der(0x02, new byte[] {1}), algorithmId, NAME,
                validity, NAME, keys.getPublic().getEncoded());
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] certificate = der(0x30, content, algorithmId, der(0x03, new byte[] {0}, signature.sign()));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] text(Instant time) {
        return TIME.format(time).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        if (content.size() < 0x80) {
            value.write(content.size());
        } else {
            value.write(0x82);
            value.write(content.size() >> 8);
            value.write(content.size());
        }
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }
}
