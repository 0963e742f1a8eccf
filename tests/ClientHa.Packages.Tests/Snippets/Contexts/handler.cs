using ClientHa;

// A handler that an earlier block of the document has made.
var ha = new HaHttpHandler(new HaOptions { Url = "grpc://ha.test:8001", ServerCount = 2 });
