package org.scst.vdisk.internal.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.vdisk.internal.encryption.XtsAes.Domain;
import org.scst.vdisk.internal.encryption.XtsAes.Units;

/** The vectors are those of IEEE 1619-2018 Annex B whose data units are whole AES blocks, by their numbers there. */
class XtsAesTest {
    private static final String E = "2718281828459045235360287471352662497757247093699959574966967627";
    private static final String PI = "3141592653589793238462643383279502884197169399375105820974944592";

    /** Vector 4. */
    private static final String FOURTH =
            "27a7479befa1d476489f308cd4cfa6e2a96e4bbe3208ff25287dd3819616e89cc78cf7f5e543445f8333d8fa7f560000"
                    + "05279fa5d8b5e4ad40e736ddb4d35412328063fd2aab53e5ea1e0a9f332500a5df9487d07a5c92cc512c8866c7e860ce"
                    + "93fdf166a24912b422976146ae20ce846bb7dc9ba94a767aaef20c0d61ad02655ea92dc4c4e41a8952c651d33174be51"
                    + "a10c421110e6d81588ede82103a252d8a750e8768defffed9122810aaeb99f9172af82b604dc4b8e51bcb08235a6f434"
                    + "1332e4ca60482a4ba1a03b3e65008fc5da76b70bf1690db4eae29c5f1badd03c5ccf2a55d705ddcd86d449511ceb7ec3"
                    + "0bf12b1fa35b913f9f747a8afd1b130e94bff94effd01a91735ca1726acd0b197c4e5b03393697e126826fb6bbde8ecc"
                    + "1e08298516e2c9ed03ff3c1b7860f6de76d4cecd94c8119855ef5297ca67e9f3e7ff72b1e99785ca0a7e7720c5b36dc6"
                    + "d72cac9574c8cbbc2f801e23e56fd344b07f22154beba0f08ce8891e643ed995c94d9a69c9f1b5f499027a78572aeebd"
                    + "74d20cc39881c213ee770b1010e4bea718846977ae119f7a023ab58cca0ad752afe656bb3c17256a9f6e9bf19fdd5a38"
                    + "fc82bbe872c5539edb609ef4f79c203ebb140f2e583cb2ad15b4aa5b655016a8449277dbd477ef2c8d6c017db738b18d"
                    + "eb4a427d1923ce3ff262735779a418f20a282df920147beabe421ee5319d0568";

    /** Vector 10. */
    private static final String TENTH =
            "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b5d31e276f8fe4a8d66b317f9ac683f44"
                    + "680a86ac35adfc3345befecb4bb188fd5776926c49a3095eb108fd1098baec70aaa66999a72a82f27d848b21d4a741b0"
                    + "c5cd4d5fff9dac89aeba122961d03a757123e9870f8acf1000020887891429ca2a3e7a7d7df7b10355165c8b9a6d0a7d"
                    + "e8b062c4500dc4cd120c0f7418dae3d0b5781c34803fa75421c790dfe1de1834f280d7667b327f6c8cd7557e12ac3a0f"
                    + "93ec05c52e0493ef31a12d3d9260f79a289d6a379bc70c50841473d1a8cc81ec583e9645e07b8d9670655ba5bbcfecc6"
                    + "dc3966380ad8fecb17b6ba02469a020a84e18e8f84252070c13e9f1f289be54fbc481457778f616015e1327a02b140f1"
                    + "505eb309326d68378f8374595c849d84f4c333ec4423885143cb47bd71c5edae9be69a2ffeceb1bec9de244fbe15992b"
                    + "11b77c040f12bd8f6a975a44a0f90c29a9abc3d4d893927284c58754cce294529f8614dcd2aba991925fedc4ae74ffac"
                    + "6e333b93eb4aff0479da9a410e4450e0dd7ae4c6e2910900575da401fc07059f645e8b7e9bfdef33943054ff84011493"
                    + "c27b3429eaedb4ed5376441a77ed43851ad77f16f541dfd269d50d6a5f14fb0aab1cbb4c1550be97f7ab4066193c4caa"
                    + "773dad38014bd2092fa755c824bb5e54c4f36ffda9fcea70b9c6e693e148c151";

    /** Vector 14. */
    private static final String FOURTEENTH =
            "64497e5a831e4a932c09be3e5393376daa599548b816031d224bbf50a818ed2350eae7e96087c8a0db51ad290bd00c1a"
                    + "c1620857635bf246c176ab463be30b808da548081ac847b158e1264be25bb0910bbc92647108089415d45fab1b3d2604"
                    + "e8a8eff1ae4020cfa39936b66827b23f371b92200be90251e6d73c5f86de5fd4a950781933d79a28272b782a2ec313ef"
                    + "dfcc0628f43d744c2dc2ff3dcb66999b50c7ca895b0c64791eeaa5f29499fb1c026f84ce5b5c72ba1083cddb5ce45434"
                    + "631665c333b60b11593fb253c5179a2c8db813782a004856a1653011e93fb6d876c18366dd8683f53412c0c180f9c848"
                    + "592d593f8609ca736317d356e13e2bff3a9f59cd9aeb19cd482593d8c46128bb32423b37a9adfb482b99453fbe25a41b"
                    + "f6feb4aa0bef5ed24bf73c762978025482c13115e4015aac992e5613a3b5c2f685b84795cb6e9b2656d8c88157e52c42"
                    + "f978d8634c43d06fea928f2822e465aa6576e9bf419384506cc3ce3c54ac1a6f67dc66f3b30191e698380bc999b05abc"
                    + "e19dc0c6dcc2dd001ec535ba18deb2df1a101023108318c75dc98611a09dc48a0acdec676fabdf222f07e026f059b672"
                    + "b56e5cbc8e1d21bbd867dd927212054681d70ea737134cdfce93b6f82ae22423274e58a0821cc5502e2d0ab4585e94de"
                    + "6975be5e0b4efce51cd3e70c25a1fbbbd609d273ad5b0d59631c531f6a0a57b9";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] counting() {
        byte[] data = new byte[512];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        return data;
    }

    private static byte[] encrypted(XtsAes cipher, Units units, byte[] data) {
        ByteBuf target = Unpooled.buffer(data.length).writeZero(data.length);
        cipher.encrypt(units, Unpooled.wrappedBuffer(data), 0, target, 0, data.length);
        byte[] result = new byte[data.length];
        target.getBytes(0, result);
        return result;
    }

    private static byte[] decrypted(XtsAes cipher, Units units, byte[] data) {
        byte[] result = data.clone();
        cipher.decrypt(units, 32, Unpooled.wrappedBuffer(result), 0, result.length);
        return result;
    }

    private static void assertVector(String key, long unit, byte[] plain, String expected) {
        XtsAes cipher = new XtsAes(bytes(key), plain.length);
        Units units = new Units(Domain.BLOCKS, unit, plain.length);
        assertEquals(expected, HexFormat.of().formatHex(encrypted(cipher, units, plain)));
        assertArrayEquals(plain, decrypted(cipher, units, bytes(expected)));
    }

    @ParameterizedTest
    @CsvSource({
        "00, 00, 0000000000, 00, 917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e",
        "11, 22, 3333333333, 44, c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0"
    })
    void shouldEncryptShortUnitsAsTheStandardDoes(String one, String two, String unit, String data, String expected) {
        assertVector(one.repeat(16) + two.repeat(16), Long.parseLong(unit, 16), bytes(data.repeat(32)), expected);
    }

    @Test
    void shouldEncryptByTwoDifferentKeysAsTheStandardDoes() {
        assertVector(
                "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0" + "22".repeat(16),
                0x3333333333L,
                bytes("44".repeat(32)),
                "af85336b597afc1a900b2eb21ec949d292df4c047e0b21532186a5971a227a89");
    }

    @Test
    void shouldEncryptSectorsAsTheStandardDoes() {
        assertVector(E.substring(0, 32) + PI.substring(0, 32), 0, counting(), FOURTH);
        assertVector(E + PI, 0xFF, counting(), TENTH);
        assertVector(E + PI, 0xFFFFFFFFFFL, counting(), FOURTEENTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 512, 4096, 8192, 16384, 65536})
    void shouldEncryptManyUnitsAsOneAfterTheOther(int unitLength) {
        XtsAes cipher = new XtsAes(bytes(E + PI), 65536);
        byte[] all = new byte[4 * 65536];
        new Random(7).nextBytes(all);
        byte[] expected = new byte[all.length];
        for (int at = 0; at < all.length; at += unitLength) {
            Units one = new Units(Domain.BLOCKS, 1000 + at / unitLength, unitLength);
            byte[] unit = encrypted(cipher, one, Arrays.copyOfRange(all, at, at + unitLength));
            System.arraycopy(unit, 0, expected, at, unitLength);
        }

        byte[] found = encrypted(cipher, new Units(Domain.BLOCKS, 1000, unitLength), all);

        assertArrayEquals(expected, found);
        assertArrayEquals(all, decrypted(cipher, new Units(Domain.BLOCKS, 1000, unitLength), found));
    }

    @Test
    void shouldLeaveHolesAloneAndNothingElse() {
        XtsAes cipher = new XtsAes(bytes(E + PI), 512);
        Units units = new Units(Domain.BLOCKS, 3, 512);
        byte[] plain = new byte[4 * 512];
        new Random(9).nextBytes(plain);
        byte[] stored = encrypted(cipher, units, plain);
        Arrays.fill(stored, 512, 1024, (byte) 0);
        Arrays.fill(stored, 1600, 1616, (byte) 0); // no hole: less than a sector

        cipher.decrypt(units, 512, Unpooled.wrappedBuffer(stored), 0, stored.length);

        byte[] expected = plain.clone();
        Arrays.fill(expected, 512, 1024, (byte) 0);
        assertArrayEquals(Arrays.copyOf(expected, 1600), Arrays.copyOf(stored, 1600));
        assertArrayEquals(Arrays.copyOfRange(expected, 1616, 2048), Arrays.copyOfRange(stored, 1616, 2048));
        assertFalse(Arrays.equals(stored, 1600, 1616, new byte[16], 0, 16));
    }

    @Test
    void shouldKeepDomainsApart() {
        XtsAes cipher = new XtsAes(bytes(E + PI), 512);
        byte[] blocks = encrypted(cipher, new Units(Domain.BLOCKS, 5, 512), counting());

        assertFalse(Arrays.equals(blocks, encrypted(cipher, new Units(Domain.BESIDE, 5, 512), counting())));
    }
}
